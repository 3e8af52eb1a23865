"""The reader's reasons in Thai: what facts say in English, for officers.

Facts are the same in every language of a report, so their reasons are written once, in English; a table of
patterns puts them into Thai where people read them.
"""

from __future__ import annotations

import re

_WORDS: tuple[tuple[str, str], ...] = (
    (r"a blank form: (\d+) table\(s\) with a header and no data", r"แบบฟอร์มเปล่า มีหัวตารางแต่ไม่มีข้อมูล \1 ตาราง"),
    (r"a blank form: (\d+) dotted fields to fill in", r"แบบฟอร์มเปล่า มีช่องให้กรอก \1 แห่ง"),
    (r"a template: (\d+) stand-ins for text that was never written", r"แม่แบบที่ยังไม่ได้กรอกข้อความ \1 แห่ง"),
    (r"only (\d+) letters and digits in the whole document", r"ทั้งเอกสารมีเพียง \1 ตัวอักษร"),
    (r"no content at all", "ไม่มีเนื้อหาเลย"),
    (r"an error message, no data", "เป็นข้อความแจ้งข้อผิดพลาด ไม่ใช่ข้อมูล"),
    (r"an error message stands where data was promised", "เป็นข้อความแจ้งข้อผิดพลาด ไม่ใช่ข้อมูล"),
    (r"a table with a header and ([\d,]+) rows of data", r"เป็นตารางที่มีหัวตารางและข้อมูล \1 แถว"),
    (r"a table that says there is nothing to report", "ตารางระบุว่าไม่มีรายการ"),
    (r"open format, tidy", "รูปแบบเปิด ตารางเรียบร้อย"),
    (r"linked data, (\d+) records", r"ข้อมูลแบบเชื่อมโยง \1 รายการ"),
    (r"(?:sheet (.+): )?(\d+) title rows above the header", r"มีบรรทัดหัวเรื่องเหนือหัวตาราง \2 บรรทัด \1"),
    (r"(?:sheet (.+): )?(\d+) merged cells", r"มีเซลล์ที่ผสานกัน \2 แห่ง \1"),
    (r"encoded in (\S+), not UTF-8", r"เข้ารหัสแบบ \1 ไม่ใช่ UTF-8"),
    (r"(\d+) tables in one file", r"มี \1 ตารางในไฟล์เดียว"),
    (r"columns share a name or have none", "มีคอลัมน์ชื่อซ้ำหรือไม่มีชื่อ"),
    (r"a header without data", "มีหัวตารางแต่ไม่มีข้อมูล"),
    (r"no table with a header", "ไม่พบตารางที่มีหัวตาราง"),
    (r"text on every page read", "ทุกหน้าที่อ่านเป็นข้อความ"),
    (r"text on (\d+) of (\d+) pages read", r"เป็นข้อความ \1 จาก \2 หน้าที่อ่าน"),
    (r"text \((\w+)\)", r"ข้อความ (\1)"),
    (r"headings or tables are marked", "มีโครงสร้างหัวข้อหรือตาราง"),
    (r"tagged PDF", "PDF ที่มีแท็กโครงสร้าง"),
    (r"claims (PDF/A-\d)", r"ระบุว่าเป็น \1"),
    (r"the text layer of (\d+) of (\d+) pages is unusable", r"ชั้นข้อความใช้ไม่ได้ \1 จาก \2 หน้า"),
    (
        r"text of (\d+) garbled pages recovered .*",
        r"โปรแกรมกู้ข้อความจากแบบอักษรได้ \1 หน้า แต่โปรแกรมทั่วไปอ่านไม่ได้",
    ),
    (r"a scan with unusable OCR text on (\d+) of (\d+) pages", r"ภาพสแกนที่มีข้อความ OCR ใช้ไม่ได้ \1 จาก \2 หน้า"),
    (r"a scan: (\d+) of (\d+) pages are pictures without text", r"ภาพสแกน \1 จาก \2 หน้าไม่มีข้อความ"),
    (r"text drawn as shapes: nothing to select or search", "ตัวอักษรเป็นเส้นวาด เลือกหรือค้นหาไม่ได้"),
    (r"a picture: for people only", "เป็นรูปภาพ เครื่องอ่านไม่ได้"),
    (r"picture of (\d+) × (\d+) pixels", r"ภาพขนาด \1 × \2 พิกเซล"),
    (r"only pictures inside the (\w+) file", r"ไฟล์ \1 มีแต่รูปภาพ"),
    (r"blank pages", "หน้าว่าง"),
    (r"a few characters of text", "มีข้อความเพียงไม่กี่ตัวอักษร"),
    (r"the (\w+) file holds nothing", r"ไฟล์ \1 ว่างเปล่า"),
    (r"(\w+) is not a document that readers open", r"ไฟล์ชนิด \1 ไม่ใช่เอกสารที่เปิดอ่านได้"),
    (r"a web page stands where a (\w+) file was promised", r"เป็นหน้าเว็บ ไม่ใช่ไฟล์ \1 ตามที่ระบุ"),
    (r"(\w+) served as (\w+)", r"ไฟล์ชนิด \1 แต่เว็บไซต์แจ้งว่าเป็น \2"),
    (r"(\w+) named (\.\w+)", r"ไฟล์ชนิด \1 แต่ใช้นามสกุล \2"),
    (r"damaged: only a tolerant reader opens it", "ไฟล์ชำรุด โปรแกรมทั่วไปอาจเปิดไม่ได้"),
    (r"a (\w+) archive is not opened here; a zip would be", r"ระบบเปิดไฟล์บีบอัดชนิด \1 ไม่ได้ (เปิดได้เฉพาะ zip)"),
    (r"inside a zip archive", "อยู่ในไฟล์ zip"),
    (r"nothing in the archive could be read", "ไม่มีไฟล์ใดใน zip ที่อ่านได้"),
    (r"(.+): an archive inside the archive is not opened", r"\1: ไม่เปิดไฟล์บีบอัดที่ซ้อนกัน"),
    (r"the (?:file|document|workbook) wants a password", "ต้องใช้รหัสผ่าน"),
    (r"the member (.+) wants a password", r"ไฟล์ \1 ใน zip ต้องใช้รหัสผ่าน"),
    (r"the archive holds no files", "ไม่มีไฟล์ใดใน zip"),
    (r"(\d+) of (\d+) members not read", r"ไม่ได้อ่าน \1 จาก \2 ไฟล์ใน zip"),
    (r"sheet (.+) is hidden", r"แผ่นงาน \1 ถูกซ่อนไว้"),
    (
        r"letters were lost when the file was saved: only question marks are left",
        "ตัวอักษรหายไปตอนบันทึกไฟล์ เหลือแต่เครื่องหมาย ? ให้บันทึกใหม่เป็น UTF-8",
    ),
    (
        r"Western letters stand for the Thai ones",
        "ตัวอักษรไทยกลายเป็นอักษรต่างดาว (เช่น ÊÓ¹Ñ¡ หรือ à¸ª) ให้บันทึกใหม่เป็น UTF-8",
    ),
    (r"not a readable PDF.*", "ไม่ใช่ไฟล์ PDF ที่เปิดอ่านได้"),
    (r"not a readable workbook.*", "ไม่ใช่สมุดงานที่เปิดอ่านได้"),
    (r"broken zip container.*", "ไฟล์ชำรุดหรือไม่ครบ"),
    (r"the reader wanted to open a file: .*", "ตรวจไม่ได้ เพราะข้อจำกัดของโปรแกรมตรวจ"),
    (r"could not be examined: .*", "ตรวจไม่ได้ เพราะเกินขีดจำกัดของโปรแกรมตรวจ"),
)
_PATTERNS = tuple((re.compile(english), thai) for english, thai in _WORDS)


def in_thai(reason: str) -> str:
    """``reason`` (a reason, a placeholder's or a mismatch's words) in Thai; unchanged where no words are known."""
    for pattern, thai in _PATTERNS:
        match = pattern.fullmatch(reason)
        if match is not None:
            return " ".join(match.expand(thai).split())
    return reason
