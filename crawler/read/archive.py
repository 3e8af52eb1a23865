"""ZIP containers opened under guard: the directory is judged first, and then not believed.

Office files and archives are ZIPs.  A megabyte may hold a gigabyte, and the sizes in the directory may lie,
so a member is also stopped while it inflates.  Nothing is ever written to disk.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from crawler.read.limits import (
    ARCHIVE_MEMBERS,
    INFLATE_HARMLESS,
    INFLATE_RATIO,
    INFLATED_ARCHIVE,
    INFLATED_STREAM,
    MIB,
    LimitReachedError,
    UnreadableError,
)
from crawler.read.sniff import ZIP_ERRORS

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENCRYPTED_FLAG = 0x1
#: Office encrypts a document by packing it into another container.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANIFEST = "META-INF/manifest.xml"
_CHUNK = 1 << 18
#: A document type behind the declaration, instructions and comments that may stand before it.
_DOCTYPE = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?(?>(?:\s+|<\?.*?\?>|<!--.*?-->)*)<!DOCTYPE", re.DOTALL
)
_PROLOG_BYTES = 1 << 16
_CARRIED = {
    "vbaproject.bin": "holds macros, which were not run",
    "externallinks/externallink": "takes values from other files: read as they were when it was saved",
}
#: Namespaces of the strict dialect (ISO/IEC 29500 part 1) and the year that the usual one has in that place.
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(officeDocument|spreadsheetml|wordprocessingml|presentationml|drawingml)/"
)


def _transitional(match: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/%b/2006/" % match[1]


class Archive:
    """A ZIP read under guard.  Raises ``UnreadableError`` or ``LimitReachedError``, nothing else."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLE):
            raise UnreadableError("encrypted", "the file wants a password")
        try:
            self._zip = _opened(data)
            self._infos = [one for one in self._zip.infolist() if one.filename and not one.is_dir()]
        except ZIP_ERRORS as error:
            raise UnreadableError("corrupt", f"broken zip container: {error}") from error
        #: As in a folder, of two members with one name the later one stands.
        self._by_name = {_name(info): info for info in self._infos}
        self.names: tuple[str, ...] = tuple(self._by_name)
        self._spent = 0
        total = sum(map(_promised, self._infos))
        if len(self._infos) > ARCHIVE_MEMBERS:
            raise LimitReachedError(
                "members", f"{len(self._infos)} members in the archive (limit {ARCHIVE_MEMBERS})"
            )
        if total > INFLATED_ARCHIVE:
            raise LimitReachedError(
                "inflate", f"inflates to {total // MIB} MiB (limit {INFLATED_ARCHIVE // MIB})"
            )
        if total > INFLATE_HARMLESS and total > INFLATE_RATIO * len(data):
            raise LimitReachedError(
                "inflate", f"inflates {total // len(data)} : 1 (limit {INFLATE_RATIO} : 1)"
            )

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def encrypted(self, name: str) -> bool:
        """Whether the member wants a password."""
        return bool(self._by_name[name].flag_bits & _ENCRYPTED_FLAG)

    def size(self, name: str) -> int:
        """The bytes that the directory promises of a member."""
        return _promised(self._by_name[name])

    def is_link(self, name: str) -> bool:
        """Whether the member only points at another file: its bytes are a path."""
        return stat.S_ISLNK(self._by_name[name].external_attr >> 16)

    def carried(self) -> tuple[str, ...]:
        """What an office file brings along that would act in its own program; here it lies still."""
        return tuple(
            said for part, said in _CARRIED.items() if any(part in name.lower() for name in self.names)
        )

    def refuse_locked(self) -> None:
        """Raise ``UnreadableError`` for an OpenDocument file whose manifest says that its parts are encrypted."""
        if _MANIFEST in self and b"encryption-data" in self.read(_MANIFEST):
            raise UnreadableError("encrypted", "the document wants a password")

    def chunks(self, name: str) -> Iterator[bytes]:
        """The member's bytes in pieces, stopped at the caps whatever the directory promised."""
        info = self._by_name[name]
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableError("encrypted", f"the member {name} wants a password")
        read = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    read += len(chunk)
                    self._spent += len(chunk)
                    if read > INFLATED_STREAM * 3 or self._spent > INFLATED_ARCHIVE:
                        raise LimitReachedError(
                            "inflate", f"the member {name} inflates beyond {read // MIB} MiB"
                        )
                    yield chunk
        except ZIP_ERRORS as error:
            raise UnreadableError("corrupt", f"the member {name} cannot be inflated: {error}") from error

    def read(self, name: str) -> bytes:
        """The whole member; a missing one is ``corrupt``."""
        if name not in self._by_name:
            raise UnreadableError("corrupt", f"the part {name} is missing")
        return b"".join(self.chunks(name))

    def xml(self, name: str) -> etree._Element:
        """The member parsed as XML without entities, network or document type.

        The "strict" dialect of Office Open XML differs only in its namespaces: they are put right.
        """
        return parse_xml(_STRICT.sub(_transitional, self.read(name)), name)


def parse_xml(data: bytes, name: str = "xml") -> etree._Element:
    """``data`` as an element tree; a document type, an entity or no end of depth is a limit, damage is ``corrupt``."""
    refuse_entities(data, name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise not_well_formed(error, name) from error


def refuse_entities(data: bytes, name: str) -> None:
    """Raise ``LimitReachedError`` for XML with a document type, which no office program writes.

    One that stands behind 64 KB of comments is met by the parser's own limits.
    """
    prolog = data[:_PROLOG_BYTES]
    if b"\0" in prolog[:4]:  # two bytes a letter
        prolog = prolog.replace(b"\0", b"")
    if _DOCTYPE.match(prolog):
        raise LimitReachedError(
            "entities", f"{name} declares a document type (entity attack or not an office file)"
        )


def not_well_formed(error: etree.XMLSyntaxError, name: str) -> UnreadableError | LimitReachedError:
    """What a parser's complaint means: the parser's own limit is ours, everything else is damage."""
    if error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return LimitReachedError("depth" if "depth" in str(error) else "entities", f"{name}: {error}"[:200])
    return UnreadableError("corrupt", f"{name} is not well-formed: {error}")


#: An entry of the directory, or the head of a member, up to its flags, of which one says that the name is UTF-8.
_ENTRY = re.compile(rb"PK(?:\x01\x02.{6}|\x03\x04.{4})", re.DOTALL)
_UTF8_FLAG = 0x08


def _opened(data: bytes) -> zipfile.ZipFile:
    """The archive; where names are called UTF-8 and are not, as if nobody had called them so."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except UnicodeDecodeError:
        plain = _ENTRY.sub(lambda entry: entry[0][:-1] + bytes([entry[0][-1] & ~_UTF8_FLAG]), data)
        return zipfile.ZipFile(io.BytesIO(plain))


#: The most bytes that each way of packing makes of one.
_MOST = {zipfile.ZIP_STORED: 1, zipfile.ZIP_DEFLATED: 1032}


def _promised(info: zipfile.ZipInfo) -> int:
    """The bytes that a member inflates to by the directory, as far as that is possible: a damaged one may say anything."""
    most = _MOST.get(info.compress_type)
    return info.file_size if most is None else min(info.file_size, most * info.compress_size)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; Thai archivers of Windows write CP874 where ZIP promises CP437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for codec in ("utf-8", "cp874"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename
