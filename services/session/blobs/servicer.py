"""BlobService on the wire: decode, keep or hand out, encode."""

from collections.abc import AsyncIterator

from viva.session.v1 import blob_pb2
from viva.session.v1 import blob_service_pb2 as pb
from viva.session.v1 import blob_service_pb2_grpc as rpc

from mesh.call import Context
from mesh.caller import LeaseAuthority, Partner, Person, current_caller
from mesh.refusal import Unauthenticated
from services.session.accounts.servicer.wire import doer_of
from services.session.accounts.store.audit import AuditLog
from services.session.blobs.keeping import Blobs
from services.session.blobs.store import BlobStore, Owner
from services.session.database import Database
from services.session.moments import timestamp
from services.session.prepared import Row
from services.session.tasks.domain import LeaseStale
from services.session.tasks.store import SqlTaskStore


class BlobServicer(rpc.BlobServiceServicer):
    """Bytes too many for one message."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs

    async def PutBlob(self, requests: AsyncIterator[pb.PutBlobRequest], context: Context) -> pb.PutBlobResponse:
        """See the contract."""
        return pb.PutBlobResponse(blob=encode_blob(await self._blobs.put(requests, await self._owner())))

    async def GetBlob(self, request: pb.GetBlobRequest, context: Context) -> AsyncIterator[pb.GetBlobResponse]:
        """See the contract."""
        blob = await self._blobs.find(request.blob_id, request.offset)
        async with self._database.work() as work:
            await AuditLog(work).record_reading(doer_of(type(request), context), await BlobStore(work).data_of(request.blob_id))
        yield pb.GetBlobResponse(blob=encode_blob(blob))
        async for piece in self._blobs.read(request.blob_id, request.offset):
            yield pb.GetBlobResponse(piece=piece)

    async def _owner(self) -> Owner:
        match current_caller().authority:
            case Person(account_id=account_id):
                return Owner(account_id=account_id)
            case Partner(client_id=client_id):
                return Owner(client_id=client_id)
            case LeaseAuthority(token=token):
                return Owner(resource_id=await self._resource_of(token))
        raise Unauthenticated

    async def _resource_of(self, token: str) -> str:
        async with self._database.work() as work:
            task = await SqlTaskStore(work).find_by_token(token)
        if task is None or task.resource_id is None:
            raise LeaseStale
        return task.resource_id


def encode_blob(row: Row) -> blob_pb2.Blob:
    """What a blob is."""
    return blob_pb2.Blob(
        blob_id=row["blob_id"],
        purpose=row["purpose"],
        file_name=row["file_name"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        sha256=row["sha256"],
        create_time=timestamp(row["create_time"]),
    )
