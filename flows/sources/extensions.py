"""List file extensions by what they say about the content of a file."""

from __future__ import annotations

_SOUND = """
3gp 3gpp aac ac3 aif aifc aiff amr ape asf au avi bwf caf dsf dv eac3 f4v flac flv gsm m2ts m4a m4b
m4v mka mkv mov mp2 mp3 mp4 mpa mpeg mpg mts mxf oga ogg ogv opus ra rf64 rm snd spx tta vob voc w64
wav wave weba webm wma wmv wv
"""

_OTHER = """
bak bmp cfg conf css csv cue db doc docx eml epub gif gz heic htm html ico ini jpeg jpg js json
jsonl lnk log m3u m3u8 md nfo ods odt pages pdf pls png ppt pptx py rtf sfv sha256 sqlite srt svg
tar tif tiff toml tsv txt url vtt webp xls xlsx xml yaml yml zip
"""

SOUND = frozenset(_SOUND.split())
"""Extensions of audio and video files that FFmpeg reads, except raw data and playlists."""

OTHER = frozenset(_OTHER.split())
"""Extensions of files that are never recordings.

A file with an unknown extension is opened to check.
"""

LISTS = ("csv", "jsonl", "tsv", "txt")
"""Extensions of lists of recordings."""

OLD_TEXTS = ("txt", "docx", "odt", "rtf", "vtt", "srt", "pdf")
"""Extensions of old texts beside a recording, in order of preference; only one text is read."""

UNREAD_TEXTS = frozenset(["doc", "md", "pages"])
"""Extensions of texts beside a recording that are not read; a notice names such files."""

UNFINISHED = frozenset(
    ("part", "partial", "tmp", "temp", "crdownload", "download", "filepart", "aria2")
)
"""Extensions that browsers and copy programs append to a file's name until it is complete."""


def split_extension(name: str) -> tuple[str, str]:
    """Split "Talk.MP3" into "Talk" and "mp3"; the extension is "" if there is none."""
    stem, dot, extension = name.rpartition(".")
    return (stem, extension.casefold()) if dot else (name, "")
