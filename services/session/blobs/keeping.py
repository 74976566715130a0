"""Takes blobs in and hands them out; removes those that nobody came to use."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

from viva.session.v1 import blob_service_pb2 as pb

from services.session.blobs.domain import BlobHeaderMissing, BlobPurpose, BlobsBusy, BlobUnknown, Gathered, Gathering, OffsetBeyondEnd
from services.session.blobs.store import BlobStore, Owner
from services.session.database import Database
from services.session.once import once
from services.session.prepared import Row

MOST_AT_ONCE = 16
"""Blobs on their way in; each may take its purpose's limit of memory."""
UNATTACHED = timedelta(days=1)
"""How long a blob waits for something to refer to it."""


class Blobs:
    """Keeps blobs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._on_their_way = 0

    async def put(self, requests: AsyncIterator[pb.PutBlobRequest], owner: Owner) -> Row:
        """Stores what the stream carries once all of it is there. Returns the blob's row.

        Raises BlobHeaderMissing, BlobTooLarge, BlobMismatch, BlobsBusy, RequestIdReused.
        """
        if self._on_their_way >= MOST_AT_ONCE:
            raise BlobsBusy
        self._on_their_way += 1
        try:
            header, blob = await _gather(requests)
        finally:
            self._on_their_way -= 1
        return await self._store(header, blob, owner)

    async def find(self, blob_id: str, offset: int) -> Row:
        """What a blob is. Raises BlobUnknown, OffsetBeyondEnd."""
        async with self._database.work() as work:
            row = await BlobStore(work).find(blob_id)
        if row is None:
            raise BlobUnknown
        if offset > row["size_bytes"]:
            raise OffsetBeyondEnd(size_bytes=row["size_bytes"])
        return row

    async def read(self, blob_id: str, offset: int) -> AsyncIterator[bytes]:
        """The bytes of a blob from an offset on, a piece at a time; no transaction is open while a piece is sent."""
        while True:
            async with self._database.work() as work:
                pieces = await BlobStore(work).read(blob_id, offset)
            if not any(pieces):
                return
            for piece in pieces:
                offset += len(piece)
                yield piece

    async def sweep(self) -> int:
        """Removes blobs that nothing referred to for a day. Returns how many."""
        async with self._database.work() as work:
            return await BlobStore(work).delete_unattached(await work.now() - UNATTACHED)

    async def _store(self, header: pb.PutBlobHeader, blob: Gathered, owner: Owner) -> Row:
        # A retry is the same when its bytes are, whatever it calls them.
        content = pb.PutBlobHeader(request_id=header.request_id, purpose=header.purpose)
        content.blob.sha256 = blob.sha256
        async with self._database.work() as work:
            store = BlobStore(work)

            async def make() -> bytes:
                blob_id = str(uuid4())
                await store.add(blob_id, owner, BlobPurpose(header.purpose), header.blob.file_name, blob, at=await work.now())
                return blob_id.encode()

            row = await store.find((await once(work, owner.subject_id, content, make)).decode())
        if row is None:
            raise BlobUnknown
        return row


async def _gather(requests: AsyncIterator[pb.PutBlobRequest]) -> tuple[pb.PutBlobHeader, Gathered]:
    first = await anext(aiter(requests), None)
    if first is None or first.WhichOneof("part") != "header":
        raise BlobHeaderMissing
    header = first.header
    gathering = Gathering(BlobPurpose(header.purpose), size_bytes=header.blob.size_bytes, sha256=header.blob.sha256)
    async for request in requests:
        if request.WhichOneof("part") != "piece":
            raise BlobHeaderMissing
        gathering.take(request.piece)
    # Ten megabytes take some 20 ms to digest; others' calls go on meanwhile.
    return header, await asyncio.to_thread(gathering.finish)
