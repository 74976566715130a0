"""A person's own profile and portrait over a real server on a real PostgreSQL."""

import io
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import grpc
import pytest
from PIL import Image
from PIL.ExifTags import GPS, Base
from viva.session.v1 import account_service_pb2 as accounts
from viva.session.v1.account_pb2 import Account, Wishes
from viva.session.v1.blob_pb2 import BlobHeader

from tests.integration.accounts_rig import Accounts, Caller, Refused, together


async def test_what_is_given_changes_and_what_is_absent_stays(here: Accounts) -> None:
    candidate, _ = await here.candidate("minsu_kim")
    me = (await candidate(accounts.GetMeRequest())).account
    changed = (
        await candidate(accounts.UpdateMeRequest(etag=me.etag, phone="+821012345678", desired_positions=Wishes(values=["백엔드"])))
    ).account
    assert (changed.phone, list(changed.desired_positions), changed.full_name) == ("+821012345678", ["백엔드"], me.full_name)
    emptied = (await candidate(accounts.UpdateMeRequest(etag=changed.etag, phone="", desired_positions=Wishes()))).account
    assert (emptied.phone, list(emptied.desired_positions)) == ("", [])


async def test_a_stale_profile_overwrites_nothing_and_a_repeat_is_no_conflict(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    etag = (await candidate(accounts.GetMeRequest())).account.etag
    first = await candidate(accounts.UpdateMeRequest(etag=etag, full_name="김철수"))
    assert await candidate(accounts.UpdateMeRequest(etag=etag, full_name="김철수")) == accounts.UpdateMeResponse(account=first.account)
    assert str(await candidate.refused(accounts.UpdateMeRequest(etag=etag, full_name="박영희"))) == "ABORTED ETAG_MISMATCH"


async def test_of_many_changes_at_once_to_one_reading_one_counts(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    etag = (await candidate(accounts.GetMeRequest())).account.etag
    outcomes = await together(10, lambda number: candidate(accounts.UpdateMeRequest(etag=etag, full_name=f"Name {number}")))
    assert len([one for one in outcomes if not isinstance(one, Refused)]) == 1


@pytest.mark.parametrize("day", ["2999-01-01", "2000-02-30", (datetime.now(UTC) + timedelta(days=1)).date().isoformat()])
async def test_a_birth_date_is_a_day_that_has_been(here: Accounts, day: str) -> None:
    candidate, _ = await here.candidate()
    etag = (await candidate(accounts.GetMeRequest())).account.etag
    assert str(await candidate.refused(accounts.UpdateMeRequest(etag=etag, birth_date=day))) == "INVALID_ARGUMENT BIRTH_DATE_NOT_PAST"
    assert (await candidate(accounts.UpdateMeRequest(etag=etag, birth_date="1999-12-31"))).account.birth_date == "1999-12-31"


async def test_f9_an_account_has_no_field_that_could_hold_a_password_or_its_hash() -> None:
    """F9: "me" returned the password hash."""
    assert [
        field.name for field in Account.DESCRIPTOR.fields if "password" in field.name or "hash" in field.name or "token" in field.name
    ] == []


async def test_a_portrait_is_drawn_anew_and_comes_back(here: Accounts) -> None:
    candidate, account_id = await here.candidate()
    account = await upload(candidate, picture("PNG", (1600, 800)))
    header, content = await download(candidate, account_id)
    image = Image.open(io.BytesIO(content))
    assert account.avatar_blob_id
    assert (header.media_type, header.size_bytes, header.sha256) == ("image/jpeg", len(content), sha256(content).digest())
    assert (image.format, image.size) == ("JPEG", (512, 256))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
async def test_a_portrait_keeps_nothing_but_the_picture(here: Accounts, format: str) -> None:  # noqa: A002
    candidate, account_id = await here.candidate()
    exif = Image.Exif()
    exif[Base.Make] = "SecretCamera"
    exif.get_ifd(Base.GPSInfo)[GPS.GPSLatitude] = (37.0, 33.0, 58.0)
    await upload(candidate, picture(format, exif=exif.tobytes()) + b"hidden behind the picture")
    _, content = await download(candidate, account_id)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert b"SecretCamera" not in content and b"hidden" not in content


async def test_a_portrait_stands_upright(here: Accounts) -> None:
    candidate, account_id = await here.candidate()
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    await upload(candidate, picture("JPEG", (400, 200), exif=exif.tobytes()))
    _, content = await download(candidate, account_id)
    assert Image.open(io.BytesIO(content)).size == (200, 400)


async def test_a_new_portrait_takes_the_place_of_the_old_one_and_removing_leaves_none(here: Accounts) -> None:
    candidate, account_id = await here.candidate()
    first = await upload(candidate, picture())
    second = await upload(candidate, picture("PNG"))
    assert first.avatar_blob_id != second.avatar_blob_id
    assert await here.rows("SELECT count(*) AS n FROM portraits") == [{"n": 1}]
    for _ in range(2):
        assert (await candidate(accounts.RemoveAvatarRequest())).account.avatar_blob_id == ""
    assert await here.rows("SELECT 1 FROM portraits") == []
    with pytest.raises(Refused, match="NOT_FOUND AVATAR_ABSENT"):
        await download(candidate, account_id)


async def test_somebody_elses_portrait_is_not_to_be_had(here: Accounts) -> None:
    owner, account_id = await here.candidate()
    await upload(owner, picture())
    other, _ = await here.candidate()
    with pytest.raises(Refused, match="NOT_FOUND"):
        await download(other, account_id)


async def test_an_admin_who_looks_at_a_portrait_is_written_down_and_its_owner_is_not(here: Accounts) -> None:
    admin = await here.admin()
    owner, account_id = await here.candidate()
    await upload(owner, picture())
    await download(owner, account_id)
    assert await here.rows("SELECT 1 FROM audit_entries WHERE subject_id = :account", account=account_id) == []
    await download(admin, account_id)
    (entry,) = await here.rows("SELECT act, method FROM audit_entries WHERE subject_id = :account", account=account_id)
    assert entry == {"act": 1, "method": "viva.session.v1.AccountService.GetAvatar"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 no picture at all", "INVALID_ARGUMENT PICTURE_UNREADABLE"),
        (b"GIF89a" + bytes(40), "INVALID_ARGUMENT PICTURE_UNREADABLE"),
        (b"", "INVALID_ARGUMENT PICTURE_UNREADABLE"),
    ],
)
async def test_what_is_no_picture_is_refused(here: Accounts, content: bytes, reason: str) -> None:
    candidate, _ = await here.candidate()
    with pytest.raises(Refused, match=reason):
        await upload(candidate, content)


async def test_a_picture_that_ends_in_the_middle_is_refused(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    with pytest.raises(Refused, match="PICTURE_UNREADABLE"):
        await upload(candidate, picture("PNG", (800, 800))[:-200])


async def test_f13_a_small_file_that_unpacks_into_a_huge_picture_is_refused(here: Accounts) -> None:
    """F13: unbounded uploads starved the CPU. 900 megapixels in a few hundred bytes."""
    candidate, _ = await here.candidate()
    with pytest.raises(Refused, match="RESOURCE_EXHAUSTED PICTURE_TOO_LARGE"):
        await upload(candidate, png_header(30_000, 30_000))


async def test_f13_more_than_five_megabytes_are_refused_as_they_come(here: Accounts) -> None:
    """F13: the upload ends when there is too much, not when the sender is done."""
    candidate, _ = await here.candidate()
    sent = 0

    async def endless() -> AsyncIterator[accounts.SetAvatarRequest]:
        nonlocal sent
        yield accounts.SetAvatarRequest(header=BlobHeader())
        for _ in range(1600):
            sent += 65_536
            yield accounts.SetAvatarRequest(piece=bytes(65_536))

    with pytest.raises(Refused, match="RESOURCE_EXHAUSTED PICTURE_TOO_LARGE"):
        await stream_up(candidate, endless())
    assert sent < 20_000_000


async def test_bytes_that_are_not_what_was_announced_are_refused(here: Accounts) -> None:
    candidate, _ = await here.candidate()
    content = picture()
    for header in (BlobHeader(size_bytes=len(content) + 1), BlobHeader(sha256=bytes(32))):
        with pytest.raises(Refused, match="INVALID_ARGUMENT BLOB_MISMATCH"):
            await upload(candidate, content, header)


async def test_f31_reading_accounts_reads_no_portraits(here: Accounts, statements: list[str]) -> None:
    """F31: a 6 MB avatar loaded on every authenticated request."""
    candidate, _ = await here.candidate()
    await upload(candidate, picture("JPEG", (2500, 2500)))
    statements.clear()
    assert (await candidate(accounts.GetMeRequest())).ByteSize() < 500
    assert [asked for asked in statements if "portraits" in asked or "pieces" in asked] == []
    assert any("FROM accounts" in asked for asked in statements)


def picture(format: str = "JPEG", size: tuple[int, int] = (64, 64), exif: bytes = b"") -> bytes:  # noqa: A002 — as Pillow calls it
    drawn = io.BytesIO()
    Image.effect_noise(size, 64).convert("RGB").save(drawn, format, exif=exif)
    return drawn.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is this large, with next to nothing in it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def pieces(content: bytes, header: BlobHeader) -> Iterator[accounts.SetAvatarRequest]:
    yield accounts.SetAvatarRequest(header=header)
    for start in range(0, len(content), 65_536):
        yield accounts.SetAvatarRequest(piece=content[start : start + 65_536])


async def upload(caller: Caller, content: bytes, header: BlobHeader | None = None) -> Account:
    return (await stream_up(caller, pieces(content, header or BlobHeader()))).account


async def stream_up(
    caller: Caller, requests: Iterator[accounts.SetAvatarRequest] | AsyncIterator[accounts.SetAvatarRequest]
) -> accounts.SetAvatarResponse:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{caller.port}") as channel:
        path = "/viva.session.v1.AccountService/SetAvatar"
        call = channel.stream_unary(path, accounts.SetAvatarRequest.SerializeToString, accounts.SetAvatarResponse.FromString)
        try:
            return await call(requests, metadata=caller.metadata())
        except grpc.aio.AioRpcError as error:
            raise Refused(error) from error


async def download(caller: Caller, account_id: str) -> tuple[BlobHeader, bytes]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{caller.port}") as channel:
        path = "/viva.session.v1.AccountService/GetAvatar"
        call = channel.unary_stream(path, accounts.GetAvatarRequest.SerializeToString, accounts.GetAvatarResponse.FromString)
        try:
            responses = [one async for one in call(accounts.GetAvatarRequest(account_id=account_id), metadata=caller.metadata())]
        except grpc.aio.AioRpcError as error:
            raise Refused(error) from error
    return responses[0].header, b"".join(one.piece for one in responses)
