"""One setting chooses the language model; what makes no sense is said before anything starts."""

from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from interviewing.vocabulary import Purpose
from mesh.settings import UnusableSettings
from services.llm.engines.bank.engine import BankEngine
from services.llm.engines.llama_cpp.generator import LlamaCppGenerator
from services.llm.engines.model.engine import ModelEngine
from services.llm.engines.openai.generator import ServerGenerator
from services.llm.main import chosen, generator_of
from services.llm.settings import Settings
from tests.echo.house import House


@pytest.fixture
def told(tmp_path: Path) -> dict[str, str]:
    """What every service is told."""
    House(tmp_path)
    return {"VIVA_KEYS_DIR": str(tmp_path)}


def test_without_a_model_the_bank_asks(told: dict[str, str]) -> None:
    assert generator_of(Settings.from_environment(told)) is None


async def test_an_engine_is_there_as_long_as_it_is_needed(told: dict[str, str]) -> None:
    async with chosen(Settings.from_environment(told)) as engine:
        assert isinstance(engine, BankEngine)
    async with chosen(Settings.from_environment(told | {"VIVA_LLM_SERVER": "http://127.0.0.1:9/v1"})) as engine:
        assert isinstance(engine, ModelEngine)


async def test_operators_see_the_slots_of_the_model_that_was_chosen(told: dict[str, str]) -> None:
    async with chosen(Settings.from_environment(told | {"VIVA_LLM_MODEL": "/models/exaone.gguf", "VIVA_LLM_SEQUENCES": "3"})):
        assert REGISTRY.get_sample_value("viva_llm_slots") == 3
        assert REGISTRY.get_sample_value("viva_llm_waiting", {"lane": "batch"}) == 0


def test_how_many_cells_there_are_follows_from_the_memory_where_nobody_says(told: dict[str, str]) -> None:
    settings = Settings.from_environment(told | {"VIVA_LLM_MODEL": "/models/exaone.gguf"})
    assert settings.model and settings.model.context == 0


def test_a_path_is_a_model_in_this_process_of_which_nothing_is_loaded_yet(told: dict[str, str]) -> None:
    settings = Settings.from_environment(told | {"VIVA_LLM_MODEL": "/models/exaone.gguf", "VIVA_LLM_CONTEXT": "8192"})
    assert settings.model and settings.model.context == 8192
    generator = generator_of(settings)
    assert isinstance(generator, LlamaCppGenerator) and generator.model.file == "exaone.gguf"


def test_a_url_is_a_server_and_its_key_may_come_from_a_file(told: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n", "utf-8")
    more = {"VIVA_LLM_SERVER": "http://gpu:8000/v1", "VIVA_LLM_SERVER_MODEL": "m", "VIVA_LLM_SERVER_KEY_FILE": str(tmp_path / "key")}
    settings = Settings.from_environment(told | more)
    assert settings.server and (settings.server.model, settings.server.key) == ("m", "secret")
    assert "secret" not in repr(settings)
    assert isinstance(generator_of(settings), ServerGenerator)


def test_what_is_empty_counts_as_not_set(told: dict[str, str]) -> None:
    settings = Settings.from_environment(told | {"VIVA_LLM_MODEL": "", "VIVA_LLM_SERVER": ""})
    assert (settings.model, settings.server) == (None, None)


async def test_a_model_scores_hiring_only_where_an_administrator_said_so(told: dict[str, str]) -> None:
    told |= {"VIVA_LLM_SERVER": "http://127.0.0.1:9/v1"}
    for more, permitted in ({}, False), ({"VIVA_LLM_SCORES_HIRING": "no"}, False), ({"VIVA_LLM_SCORES_HIRING": "yes"}, True):
        async with chosen(Settings.from_environment(told | more)) as engine:
            assert (Purpose.HIRING in engine.info.scored_purposes) is permitted


@pytest.mark.parametrize(
    "more",
    [
        {"VIVA_LLM_SCORES_HIRING": "perhaps"},
        {"VIVA_LLM_MODEL": "/m.gguf", "VIVA_LLM_SERVER": "http://gpu/v1"},
        {"VIVA_LLM_SERVER": "gpu:8000"},
        {"VIVA_LLM_MODEL": "/m.gguf", "VIVA_LLM_CONTEXT": "12"},
        {"VIVA_LLM_MODEL": "/m.gguf", "VIVA_LLM_SEQUENCES": "many"},
    ],
)
def test_what_makes_no_sense_is_refused(told: dict[str, str], more: dict[str, str]) -> None:
    with pytest.raises(UnusableSettings, match="VIVA_LLM_"):
        Settings.from_environment(told | more)
