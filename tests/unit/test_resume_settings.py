"""What the résumé service must be told before it starts."""

import json
from pathlib import Path

import pytest

from mesh.settings import UnusableSettings
from services.resume.adapters import build_minilm
from services.resume.domain.embedder import NO_PREFIXES, Prefixes
from services.resume.settings import PORT, Settings


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "resume.key").touch()
    (tmp_path / build_minilm.STAMP).write_text(json.dumps({"recipe": build_minilm._RECIPE}))
    return {"VIVA_KEYS_DIR": str(tmp_path), "VIVA_EMBEDDING_DIR": str(tmp_path)}


def test_a_model_and_a_key_are_enough(env: dict[str, str]) -> None:
    settings = Settings.from_environment(env)

    assert settings.mesh.port == PORT
    assert [str(model.directory) for model in settings.models] == [env["VIVA_EMBEDDING_DIR"]]


def test_without_a_model_it_says_how_to_make_one(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="build_minilm"):
        Settings.from_environment(env | {"VIVA_EMBEDDING_DIR": str(tmp_path / "none")})


def test_a_second_model_is_loaded_beside_the_first_with_prefixes_of_its_own(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "multilingual").mkdir()
    (tmp_path / "multilingual" / "modules.json").touch()
    told = {"VIVA_EMBEDDING_NEXT": str(tmp_path / "multilingual"), "VIVA_EMBEDDING_NEXT_QUERY_PREFIX": "query: "}

    first, second = Settings.from_environment(env | told).models

    assert first.is_built_in and first.prefixes == NO_PREFIXES
    assert (second.directory.name, second.prefixes) == ("multilingual", Prefixes("query: ", ""))


def test_a_directory_that_is_no_model_is_refused(env: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match=r"modules\.json"):
        Settings.from_environment(env | {"VIVA_EMBEDDING_MODEL": str(tmp_path)})


@pytest.mark.parametrize("value", ["0", "-1", "65", "two", ""])
def test_a_number_of_parsers_that_is_none_is_refused(env: dict[str, str], value: str) -> None:
    with pytest.raises(UnusableSettings, match="VIVA_RESUME_PARSERS"):
        Settings.from_environment(env | {"VIVA_RESUME_PARSERS": value})
