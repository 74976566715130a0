"""The port to a model in this process: one thread loads it, writes with it, and starts again when it broke."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from mesh.refusal import Refusal
from services.llm.domain.engine import EngineBusy, EngineFailed
from services.llm.domain.generation import Effort, FormControl, Generation, Hole, Lane, ModelFacts
from services.llm.domain.occupancy import Occupancy
from services.llm.engines.llama_cpp.context import Context
from services.llm.engines.llama_cpp.job import Job, Order
from services.llm.engines.llama_cpp.layout import Layout, layout
from services.llm.engines.llama_cpp.library import Library
from services.llm.engines.llama_cpp.model import Model
from services.llm.engines.llama_cpp.model_file import ModelFile, UnusableModel, available_memory, digest_of
from services.llm.engines.llama_cpp.outlet import Outlet
from services.llm.engines.llama_cpp.settings import LlamaCppSettings
from services.llm.engines.llama_cpp.starts import Starts
from services.llm.engines.llama_cpp.worker import Worker

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
"""Seconds after which a model that could not be used is tried again, if its file has changed."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
"""Seconds between a break and the next start, doubled each time until the engine holds."""
HELD = 30.0
"""Seconds after which a start has been a good one."""
STARTING = "the language model is being looked for"
BROKE = "the engine of the language model broke and is being started again"


class LlamaCppGenerator:
    """A GGUF model that is run here. Nothing is loaded before the first question whether it is ready."""

    engine = "llama_cpp"
    form_control = FormControl.GRAMMAR

    def __init__(self, settings: LlamaCppSettings) -> None:
        """Loads nothing yet."""
        self.slots = settings.slots
        self.queue_limit = settings.queue_limit
        self._settings = settings
        self._facts = ModelFacts(name=settings.model.stem, file=settings.model.name)
        self._missing: str | None = STARTING
        self._model: Model | None = None
        self._worker: Worker | None = None
        self._inside: Counter[Lane] = Counter()
        self._stop = Event()
        self._thread: Thread | None = None
        self._starts = Starts(None, "")
        self._is_fast = True
        self._layout = Layout(settings.context, settings.slots)

    @property
    def model(self) -> ModelFacts:
        """What the file says about itself; its name alone until it has been read."""
        return self._facts

    @property
    def worker(self) -> Worker | None:
        """What writes, while it does."""
        return self._worker

    @property
    def occupancy(self) -> Occupancy:
        """How full it is; empty while it does not write."""
        worker = self._worker
        return worker.occupancy if worker else Occupancy(self.slots)

    async def what_is_missing(self) -> str | None:
        """What stands in the way of writing. Asked for the first time, begins to load."""
        self._begin()
        return self._missing

    async def generate(self, generation: Generation) -> AsyncGenerator[str | Effort, None]:
        """Yields the words as they come, then what they took."""
        self._begin()
        with self._place(generation.lane):
            worker, model = self._worker, self._model
            if worker is None or model is None:
                raise EngineFailed(fault="NOT_READY")
            order = await asyncio.to_thread(_order, generation, model, min(worker.sequences.capacity, self._facts.context_tokens))
            job = Job(order, Outlet(), monotonic())
            worker.submit(job)
            if worker is not self._worker:
                # It broke while the prompt was read, and looks at no inbox any more.
                raise EngineFailed(fault="ENGINE_BROKE")
            try:
                while not isinstance(news := await job.outlet.next(), Effort):
                    if isinstance(news, Refusal):
                        raise news
                    yield news
                yield news
            finally:
                job.is_cancelled = True
                worker.nudge()

    async def close(self) -> None:
        """Stops the thread; what is being written fails."""
        self._stop.set()
        if self._worker is not None:
            self._worker.nudge()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    @contextmanager
    def _place(self, lane: Lane) -> Iterator[None]:
        """A place among those who are written for or wait. Each lane has its own, so that reports never keep a question out (F24)."""
        if self._inside[lane] >= self.slots + self.queue_limit:
            raise EngineBusy(slots=self.slots, queue_limit=self.queue_limit)
        self._inside[lane] += 1
        try:
            yield
        finally:
            self._inside[lane] -= 1

    def _begin(self) -> None:
        if self._thread is None and not self._stop.is_set():
            self._thread = Thread(target=self._run, name="llama", daemon=True)
            self._thread.start()

    # ---- the engine's thread ----

    def _run(self) -> None:
        """Loads the model and writes with it until told to stop."""
        try:
            while not self._stop.is_set():
                try:
                    self._model = self._loaded()
                except UnusableModel as reason:
                    self._wait_for_another_file(reason)
                else:
                    self._write(self._model)
        except Exception:
            log.exception("the engine's thread ended")
            self._missing = "the engine's thread ended unexpectedly; its log says why"
        finally:
            if self._missing is not None:
                self._starts.called_off()
            if self._model is not None:
                self._model.close()

    def _loaded(self) -> Model:
        """The model. Raises UnusableModel, or says by and by how far it is."""
        path = self._settings.model
        file = ModelFile.read(path)
        self._facts = file.facts()
        library = Library()
        has_gpu = bool(library.long.llama_supports_gpu_offload())
        memory = None if has_gpu else available_memory()
        file.require_memory(memory)
        self._layout = layout(self._settings, file, on_gpu=has_gpu and self._settings.gpu_layers > 0, available=memory)
        self._missing = f"{path.name} is being read"
        self._facts = file.facts(digest_of(path, lambda: not self._stop.is_set()))
        self._starts = Starts(self._settings.note, f"{path} {_trace(path)} {library.version}")
        self._is_fast = self._starts.begin()
        model = self._from_disk(library, path)
        log.info("loaded %s", self._facts.name, extra={"model": self._facts.name, "digest": self._facts.version})
        # Tokens of one text: what the model was trained for, as far as there are cells.
        cells = self._layout.cells_of_one
        self._facts = replace(self._facts, context_tokens=min(model.trained_context or cells, cells))
        return model

    def _from_disk(self, library: Library, path: Path) -> Model:
        try:
            return Model(library, path, gpu_layers=self._settings.gpu_layers, progress=self._note_progress, special_kernels=self._is_fast)
        except UnusableModel:
            self._starts.called_off()
            raise

    def _note_progress(self, done: float) -> bool:
        self._missing = f"{self._settings.model.name} is being loaded: {done:.0%}"
        return not self._stop.is_set()

    def _write(self, model: Model) -> None:
        """Writes; a context that broke is replaced, and its texts fail: they are tried again from the ledger."""
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            started = monotonic()
            try:
                self._write_with(model)
            except UnusableModel as reason:
                self._missing = str(reason)
            except Exception:
                log.exception("the engine broke and is being started again")
                self._missing = BROKE
            pause = FIRST_PAUSE if monotonic() - started > HELD else min(LONGEST_PAUSE, pause * 2)
            self._stop.wait(pause)

    def _write_with(self, model: Model) -> None:
        context = Context(model, self._layout, threads=self._settings.threads)
        worker = Worker(model, context, host_bytes=self._settings.host_bytes)
        try:
            worker.warm_up()
            self._starts.held(fast=self._is_fast)
            self._worker, self._missing = worker, None
            worker.run_until(self._stop)
        finally:
            self._worker, self._missing = None, BROKE
            worker.abandon(EngineFailed(fault="ENGINE_BROKE"))
            context.close()

    def _wait_for_another_file(self, reason: UnusableModel) -> None:
        """Says what is wrong, once, and waits until somebody has changed the file."""
        log.error("no language model: %s", reason)
        self._missing = str(reason)
        seen = _trace(self._settings.model)
        while not self._stop.wait(LOOK_AGAIN) and _trace(self._settings.model) == seen:
            continue


def _trace(path: Path) -> tuple[int, int] | None:
    """What changes when a file does."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _order(generation: Generation, model: Model, limit: int) -> Order:
    """What is asked for, in tokens. Raises EngineFailed for what does not fit into the model's context."""
    segments, shared = model.chat.segments(generation.prompt)
    prefix_length = len(model.tokens_of(segments[:shared])) if shared else 0
    tokens = model.tokens_of(segments)
    fixed = sum(len(model.fixed_tokens(part)) for part in generation.form.parts if not isinstance(part, Hole))
    room = generation.max_tokens + fixed
    if len(tokens) + room > limit:
        raise EngineFailed(fault="PROMPT_TOO_LONG", tokens=len(tokens), limit=limit - room)
    return Order(generation, tokens, prefix_length, room)
