"""One short dialogue in the forms of other programs, written for these tests."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

OTTER = """Ann Lee  0:01
We sailed at dawn.

Tom Ray  0:04
Never at 10:30!

Ann Lee  0:06
Well, that was 1958.

Transcribed by https://otter.ai
"""
TRINT = """[00:00:01] Ann Lee: We sailed at dawn.

[00:00:04] Tom Ray: Never at 10:30!

[00:00:06] Ann Lee: Well, that was 1958.
"""
REV = """Ann Lee (00:01):
We sailed at dawn.

Tom Ray (00:04):
Never at 10:30!

Ann Lee (00:06):
Well, that was 1958.
"""
TABBED = """Ann Lee:\t00:00:01\tWe sailed at dawn.
Tom Ray:\t00:00:04\tNever at 10:30!
Ann Lee:\t00:00:06\tWell, that was 1958.
"""
ABOVE = """00:01 Ann Lee:
We sailed at dawn.

00:04 Tom Ray:
Never at 10:30!

00:06 Ann Lee:
Well, that was 1958.
"""
PREMIERE = """00:00:01:00 - 00:00:03:00
Ann Lee
We sailed at dawn.

00:00:04:00 - 00:00:05:00
Tom Ray
Never at 10:30!

00:00:06:00 - 00:00:08:00
Ann Lee
Well, that was 1958.
"""
PAGE = """<!DOCTYPE html><html><head><title>Notes</title><style>p {}</style></head><body>
<cite>Ann Lee:</cite><time>0:01</time><p>We sailed
at dawn.</p><cite>Tom Ray:</cite><time>0:04</time><p>Never at 10:30!</p>
<cite>Ann Lee:</cite><time>0:06</time><p>Well, that was 1958.</p></body></html>"""
RTF = (
    r"{\rtf1\ansi{\fonttbl{\f0 Times;}}{\info{\author Nobody}}\f0 "
    r"[00:00:01] ANN LEE: We sailed at dawn.\par\par [00:00:04] TOM RAY: Never at 10:30!\par\par "
    r"[00:00:06] ANN LEE: Well, that was 1958.\par}"
)
VTT = """WEBVTT - made by hand

NOTE nothing to say

STYLE
::cue { color: red }

intro
00:01.000 --> 00:03.000 align:left
<v Ann Lee>We <i>sailed</i>
at dawn.

00:00:04.000 --> 00:00:08.000
<v.loud Tom Ray>Never at 10:30! <v Ann Lee>Well, that was 1958.</v>
"""
SRT = """1
00:00:01,000 --> 00:00:03,000
Ann Lee: We <i>sailed</i>
at dawn.

2
00:00:04,000 --> 00:00:05,500
Tom Ray: Never at 10:30!

3
00:00:06,000 --> 00:00:08,000
Ann Lee: Well, that was
1958.
"""
BROKEN = SRT.replace(",000", "").replace(",500", "").replace("\n\n", "\n").replace("\n", "\r\n")
SBV = """0:00:01.000,0:00:03.000
Ann Lee: We sailed at dawn.

0:00:04.000,0:00:05.500
Tom Ray: Never at 10:30!

0:00:06.000,0:00:08.000
Ann Lee: Well, that was 1958.
"""
TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
 xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"><head><metadata>
<ttm:title>Sailing</ttm:title>
<ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent>
<ttm:agent xml:id="t" type="person"><ttm:name type="full">Tom Ray</ttm:name></ttm:agent>
</metadata></head><body><div begin="1s">
<p begin="0s" end="2s" ttm:agent="a">We <span>sailed</span><br/>at dawn.</p>
<p begin="00:00:03:00" dur="1.5s" ttm:agent="t">Never at 10:30!</p>
<p begin="5000ms" end="7s" ttm:agent="a">Well, that was 1958.</p></div></body></tt>"""
OHMS_5 = """<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record id="7"><version>5.4</version>
<title>Sailing</title><sync>1:|1(4)|3(4)</sync><transcript>ANN LEE: We sailed at dawn.
TOM RAY: Never at 10:30!
ANN LEE: Well, that was 1958.</transcript>
<index><point><time>0</time><title>At sea</title></point></index></record></ROOT>"""
OHMS_6 = (
    '<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record><version>6.0</version>'
    f"<title>Sailing</title><vtt_transcript><![CDATA[{VTT}]]></vtt_transcript></record></ROOT>"
)
EAF = """<ANNOTATION_DOCUMENT><TIME_ORDER>
<TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="1000"/><TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="3000"/>
<TIME_SLOT TIME_SLOT_ID="c" TIME_VALUE="4000"/><TIME_SLOT TIME_SLOT_ID="d" TIME_VALUE="5500"/>
<TIME_SLOT TIME_SLOT_ID="e" TIME_VALUE="6000"/><TIME_SLOT TIME_SLOT_ID="f" TIME_VALUE="8000"/>
</TIME_ORDER><TIER TIER_ID="one" PARTICIPANT="Ann Lee"><ANNOTATION>
<ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a" TIME_SLOT_REF2="b">
<ANNOTATION_VALUE>We sailed at dawn.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="e" TIME_SLOT_REF2="f">
<ANNOTATION_VALUE>Well, that was 1958.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="Tom Ray"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="c" TIME_SLOT_REF2="d">
<ANNOTATION_VALUE>Never at 10:30!</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="gloss" PARENT_REF="one"><ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="a"
TIME_SLOT_REF2="b"><ANNOTATION_VALUE>no</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>"""
TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
9
<exists>
2
"IntervalTier"
"Ann Lee"
0
9
4
0
1
""
1
3
"We sailed at dawn."
3
6
""
6
8
"Well, that was 1958."
"IntervalTier"
"Tom Ray"
0
9
1
4
5.5
"Never at 10:30!"
"""

SAID = (
    ("Ann Lee", 1.0, 3.0, "We sailed at dawn."),
    ("Tom Ray", 4.0, 5.5, "Never at 10:30!"),
    ("Ann Lee", 6.0, 8.0, "Well, that was 1958."),
)


def rows(row: str, **more: str) -> str:
    """Make a JSON list of the three turns; `row` is the template of a turn."""
    return "[" + ", ".join(row % {"n": n, "s": s, "e": e, "t": t} for n, s, e, t in SAID) + "]"


def words(label: str, start: float, end: float, text: str) -> list[dict[str, object]]:
    """Return the words of a turn with evenly spaced times."""
    said = text.split()
    each = (end - start) / len(said)
    return [
        {"word": w, "start": start + n * each, "end": start + (n + 1) * each, "speaker": label}
        for n, w in enumerate(said)
    ]


PODCAST = f"""{{"version": "1.0.0", "segments": {
    rows('{"speaker": "%(n)s", "startTime": %(s)s, "endTime": %(e)s, "body": "%(t)s"}')
}}}"""
BODIES = f"""{{"version": "1.0.0", "segments": {
    rows('{"startTime": %(s)s, "endTime": %(e)s, "body": "%(n)s: %(t)s"}')
}}}"""
DOTE = f"""{{"lines": {
    rows(
        '{"startTime": "00:00:0%(s).3f", "endTime": "00:00:0%(e).3f", '
        '"speakerDesignation": "%(n)s", "text": "%(t)s"}'
    )
}}}"""
PODLOVE = json.dumps(
    [
        {"start_ms": s * 1000, "end_ms": e * 1000, "speaker": n, "voice": n[0], "text": t}
        for n, s, e, t in SAID
    ]
)
AAPB = json.dumps(
    {
        "id": "cpb-aacip-1",
        "language": "en-US",
        "parts": [
            {"start_time": str(s), "end_time": str(e), "text": t, "speaker_id": n}
            for n, s, e, t in SAID
        ],
    }
)
WHISPER = json.dumps(
    {
        "text": "...",
        "segments": [
            {"id": 0, "start": s, "end": e, "text": f" {t}", "speaker": n} for n, s, e, t in SAID
        ],
    }
)
WHISPERX = json.dumps(
    {
        "segments": [
            {
                "start": 1.0,
                "end": 8.0,
                "text": "...",
                "words": [w for row in SAID for w in words(*row)],
            }
        ]
    }
)
AWS = json.dumps(
    {
        "results": {
            "transcripts": [{"transcript": "..."}],
            "items": [
                {
                    "type": "pronunciation",
                    "start_time": str(word["start"]),
                    "end_time": str(word["end"]),
                    "speaker_label": row[0],
                    "alternatives": [{"content": word["word"], "confidence": "0.9"}],
                }
                for row in SAID
                for word in words(*row)
            ],
        }
    }
)
REV_JSON = json.dumps(
    {
        "speakers": [{"id": 0, "name": "Ann Lee"}, {"id": 1, "name": "Tom Ray"}],
        "monologues": [
            {
                "speaker": int(row[0] == "Tom Ray"),
                "elements": [
                    element
                    for w in words(*row)
                    for element in (
                        {"type": "text", "value": w["word"], "ts": w["start"], "end_ts": w["end"]},
                        {"type": "punct", "value": " "},
                    )
                ],
            }
            for row in SAID
        ],
    }
)
SEGLST = json.dumps(
    [{"speaker": n, "start_time": s, "end_time": e, "words": t} for n, s, e, t in SAID]
)
STM = "".join(f"a 1 {n.replace(' ', '_')} {s} {e} {t}\n" for n, s, e, t in SAID)
CSV = "speaker;start;end;text\n" + "".join(f'{n};{s};{e};"{t}"\n' for n, s, e, t in SAID)
AUDACITY = "".join(f"{s:.6f}\t{e:.6f}\t{n}: {t}\n" for n, s, e, t in SAID)
MARKDOWN = "# Sailing\n\n" + "".join(f"**{n}** [0:0{s:.0f}]: {t}\n\n" for n, s, e, t in SAID)


def zipped(name: str, content: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr(name, content)
    return file.getvalue()


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX = zipped(
    "word/document.xml",
    f'<w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Sailing'
    "</w:t></w:r></w:p>"
    + "".join(
        f"<w:p><w:r><w:t>{n}</w:t><w:tab/><w:t>[0:0{s:.0f}]</w:t></w:r></w:p><w:p><w:ins><w:r><w:t>{t}"
        "</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        for n, s, e, t in SAID
    )
    + "</w:body></w:document>",
)
ODT = zipped(
    "content.xml",
    '<o:d xmlns:o="urn:o" xmlns:t="urn:t"><t:h>Sailing</t:h>'
    + "".join(f"<t:p>{n}:<t:tab/>0:0{s:.0f}<t:tab/>{t}</t:p>" for n, s, e, t in SAID)
    + "</o:d>",
)

TIMED = {
    "Otter": (OTTER, "text"),
    "Trint": (TRINT, "text"),
    "Rev": (REV, "text"),
    "tabs": (TABBED, "text"),
    "time above": (ABOVE, "text"),
    "web page": (PAGE, "page"),
    "RTF": (RTF, "rtf"),
    "WebVTT": (VTT, "vtt"),
    "SubRip": (SRT, "srt"),
    "broken SubRip": (BROKEN, "srt"),
    "SBV": (SBV, "srt"),
    "TTML": (TTML, "ttml"),
    "OHMS 6.0": (OHMS_6, "ohms"),
    "EAF": (EAF, "eaf"),
    "short TextGrid": (TEXTGRID, "textgrid"),
    "Podcasting 2.0": (PODCAST, "podcast"),
    "names in bodies": (BODIES, "podcast"),
    "DOTe": (DOTE, "dote"),
    "Podlove": (PODLOVE, "dote"),
    "AAPB": (AAPB, "aapb"),
    "Whisper": (WHISPER, "whisper"),
    "WhisperX": (WHISPERX, "whisper"),
    "AWS": (AWS, "aws"),
    "Rev JSON": (REV_JSON, "rev"),
    "SegLST": (SEGLST, "seglst"),
    "STM": (STM, "stm"),
    "CSV": (CSV, "csv"),
    "Audacity": (AUDACITY, "audacity"),
    "DOCX": (DOCX, "docx"),
}
