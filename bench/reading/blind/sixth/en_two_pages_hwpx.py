"""An English résumé as Hangul saves it: lines with colons, a table for schools, bullets by hand."""

from bench.reading.blind.hangul import Form


def draw() -> bytes:
    """A file of Hangul."""
    form = Form()
    form.text("MINJEONG (MJ) SEO", size=18, bold=True)
    form.text("Product Manager | Seoul | mj.seo@example.com | +82 10-3333-7777")
    form.text("")
    form.text("EXPERIENCE", size=12, bold=True)
    form.text("Product Manager, Haneul Mobility (Mar 2021 ~ Present)", bold=True)
    form.text("• Launched scooter insurance in three cities")
    form.text("Associate Product Manager, Badamall Corp. (Jul 2018 ~ Feb 2021)", bold=True)
    form.text("• Search and recommendations")
    form.text("")
    form.text("EDUCATION", size=12, bold=True)
    form.table(
        [
            ("Period", "School", "Major", "Degree"),
            ("Mar 2012 ~ Feb 2018", "Hansol University", "Business Administration", "B.A."),
            ("Aug 2015 ~ May 2016", "University of Lille Nord", "Exchange program", ""),
        ],
        (0.28, 0.28, 0.28, 0.16),
    )
    form.text("")
    form.text("SKILLS", size=12, bold=True)
    form.text("SQL, Amplitude, Figma, Jira, A/B testing")
    form.text("LANGUAGE TESTS", size=12, bold=True)
    form.text("TOEIC 965 (Dec 2017)")
    form.text("DELF B1 (Jun 2016)")
    form.text("AWARDS", size=12, bold=True)
    form.text("Grand Prize, Smart City Idea Contest, Ministry of Land (Nov 2017)")
    return form.saved()
