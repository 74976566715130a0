"""Has the database itself count how often a bank question was asked and how its answers were scored, by the rows that say so.

Whatever makes or removes such a row, an erasure too, moves the numbers in the same transaction. Nothing else moves them: a direct change,
as a session of the release before makes it while both run, is ignored, so that nothing is counted twice.
"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Adds the triggers, and counts what was there before."""
    op.execute(
        """
        ALTER TABLE evaluations ADD COLUMN bank_question_id uuid;
        UPDATE evaluations e SET bank_question_id = q.bank_question_id
          FROM answers a JOIN asked_questions q ON q.question_id = a.question_id
          WHERE a.answer_id = e.answer_id AND q.bank_question_id IS NOT NULL;
        CREATE INDEX asked_questions_of_bank ON asked_questions (bank_question_id) WHERE bank_question_id IS NOT NULL;

        CREATE FUNCTION evaluation_names_its_bank_question() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            SELECT q.bank_question_id INTO NEW.bank_question_id
              FROM answers a JOIN asked_questions q ON q.question_id = a.question_id WHERE a.answer_id = NEW.answer_id;
            RETURN NEW;
        END $$;
        CREATE TRIGGER names_its_bank_question BEFORE INSERT ON evaluations
            FOR EACH ROW EXECUTE FUNCTION evaluation_names_its_bank_question();

        CREATE FUNCTION count_bank_question_use() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                UPDATE bank_questions SET usage_count = usage_count + 1 WHERE question_id = NEW.bank_question_id;
            ELSE
                UPDATE bank_questions SET usage_count = usage_count - 1 WHERE question_id = OLD.bank_question_id;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER counts_use AFTER INSERT ON asked_questions
            FOR EACH ROW WHEN (NEW.bank_question_id IS NOT NULL) EXECUTE FUNCTION count_bank_question_use();
        CREATE TRIGGER counts_use_no_more AFTER DELETE ON asked_questions
            FOR EACH ROW WHEN (OLD.bank_question_id IS NOT NULL) EXECUTE FUNCTION count_bank_question_use();

        CREATE FUNCTION count_bank_question_points() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.points IS NOT NULL THEN
                UPDATE bank_questions SET points_count = points_count - 1, points_sum = points_sum - OLD.points
                  WHERE question_id = OLD.bank_question_id;
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.points IS NOT NULL THEN
                UPDATE bank_questions SET points_count = points_count + 1, points_sum = points_sum + NEW.points
                  WHERE question_id = NEW.bank_question_id;
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER counts_points AFTER INSERT ON evaluations
            FOR EACH ROW WHEN (NEW.bank_question_id IS NOT NULL) EXECUTE FUNCTION count_bank_question_points();
        CREATE TRIGGER counts_points_anew AFTER UPDATE OF points ON evaluations
            FOR EACH ROW WHEN (NEW.bank_question_id IS NOT NULL) EXECUTE FUNCTION count_bank_question_points();
        CREATE TRIGGER counts_points_no_more AFTER DELETE ON evaluations
            FOR EACH ROW WHEN (OLD.bank_question_id IS NOT NULL) EXECUTE FUNCTION count_bank_question_points();

        UPDATE bank_questions b SET
            usage_count = (SELECT count(*) FROM asked_questions q WHERE q.bank_question_id = b.question_id),
            points_count = s.count, points_sum = s.sum
          FROM (SELECT b.question_id, count(e.points) AS count, coalesce(sum(e.points), 0) AS sum
                  FROM bank_questions b LEFT JOIN evaluations e ON e.bank_question_id = b.question_id GROUP BY b.question_id) s
          WHERE s.question_id = b.question_id;

        CREATE FUNCTION bank_question_counts_are_the_databases() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- At depth 1 nobody counts but whoever sends statements.
            IF pg_trigger_depth() = 1 THEN
                NEW.usage_count := OLD.usage_count;
                NEW.points_count := OLD.points_count;
                NEW.points_sum := OLD.points_sum;
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER counts_are_the_databases BEFORE UPDATE OF usage_count, points_count, points_sum ON bank_questions
            FOR EACH ROW EXECUTE FUNCTION bank_question_counts_are_the_databases();
        """
    )
