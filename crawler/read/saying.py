"""Whether a line says something of the thing itself, or only where and when it may be had, and who put it there."""

from __future__ import annotations

import re

from crawler.remembered import remembered

#: A sentence no longer than this that points elsewhere, or puts off, says nothing of the thing itself.
_POINTER_CHARS = 220
_ELSEWHERE = re.compile(
    r"(?:ดู|ชม|อ่าน|ติดตาม|ดาวน์โหลด|สืบค้น|ค้นหา|ค้นดู|ตรวจดู|เข้าถึง)(?![^ ]{0,6}สถานะ).{0,90}?(?:ได้(?:ที่|จาก|ทาง|ผ่าน)|ที่|ทาง)\s*"
    r"(?:ช่องทาง|หน้า)?\s*(?:เว็บไซ[ตด]์|เว็บ|เพจ|สื่อสังคม|สื่อออนไลน์|เฟซบุ๊ก|เฟสบุ๊[คก]|facebook|line|website|youtube|qr|คิวอาร์)"
    r"|(?:สแกน|scan).{0,20}?(?:qr|คิวอาร์)",
    re.IGNORECASE,
)
#: Where a person may ask for it; a telephone or a mailbox beside it is something to be reached.
_AT_A_COUNTER = re.compile(
    r"(?:ขอดู|ขอรับ|ขอสำเนา|ติดต่อขอ|รับ(?:เอกสาร|คู่มือ)|(?:ดู|อ่าน)(?=ได้|รายละเอียดได้)).{0,60}?(?:ได้ที่|ณ)\s*"
    r"(?:ฝ่าย|งาน|ชั้น|เคาน์เตอร์|จุด|บอร์ด|ป้าย|ห้อง|สำนักงานเขต|ศูนย์บริการ|ที่ทำการ)"
)
#: A telephone number or the address of a mailbox.
REACHABLE = re.compile(r"[0-9๐-๙][0-9๐-๙ -]{6,}|@")
_LATER = re.compile(
    r"^\W*+(?:(?:ขณะนี้|ข้อมูล|เอกสาร|รายงาน)?\s*(?:อยู่ระหว่าง|กำลัง)\s*(?:การ)?(?:ดำเนินการ|จัดทำ|รวบรวม|ปรับปรุง|ตรวจสอบ|(?:นำ)?เสนอ|ขออนุมัติ|ลงนาม|นำเข้า|อั[ปพ]โหลด)"
    r"(?!\D{0,12}[0-9๐-๙])|(?:รอ|ยังไม่มี)(?:การ)?(?:ข้อมูล|เอกสาร|เผยแพร่|ปรับปรุง|อนุมัติ|ลงนาม)"
    # what is said for want of the file, or to try the page out
    r"|(?:ไฟล์|เอกสาร)(?:เสียหาย|สูญหาย|ชำรุด)|(?:test|ทดสอบ)\W*$|lorem ipsum"
    r"|จะ(?:ดำเนินการ|จัดทำ)|coming soon|under construction|to be announced)"
    r"|จะ(?:ได้)?(?:นำมา|นำ)?(?:เผยแพร่|ลงประกาศ|อัปเดต|ปรับปรุงข้อมูล)"
    # what will be said in a month, or at the end of a year that is not over
    r"|จะ(?:ได้)?(?:รายงาน|สรุป|จัดส่ง|แจ้ง|ประเมิน|ทราบ).{0,90}?(?:เดือน\s*(?:มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)|ไตรมาส(?:ถัดไป|หน้า)|สิ้นปี|เมื่อสิ้น|หลังสิ้น|ปลายปี|ปีถัดไป|ปีหน้า)",
    re.IGNORECASE,
)
#: What a sentence ends with that leaves everything to an attachment, or to the picture below.
_ATTACHED = re.compile(
    r"(?:(?:ราย(?:ละเอียด|การ)|ปรากฏ).{0,24}?(?:ตาม|ดัง|ใน)|(?:ตาม|ดัง)(?=เอกสาร|ไฟล์|สิ่ง))(?:เอกสาร|ไฟล์|สิ่งที่ส่งมา)?.{0,12}?"
    r"แนบ(?:มา)?(?:ท้าย|ด้านล่าง|ด้วย)?(?:พร้อม)?(?:กับ)?(?:หนังสือ|ประกาศ)?(?:นี้|ด้วย|แล้ว|ด้านล่าง)?\W*$"
    r"|(?:ดู|ชม).{0,60}?(?:จาก|ที่|ตาม|ใน)(?:ภาพ|รูป|แผนที่|แผนผัง|เอกสาร|ไฟล์).{0,12}?(?:ล่าง|ต่อไป|แนบ)(?:นี้)?\W*$"
    r"|(?:ดาวน์โหลด|ศึกษา|เข้าถึง|เปิดดู|เลือก|คลิก|กด).{0,60}?(?:รายการ|รายละเอียด|ลิงก์|ลิงค์|ปุ่ม|หัวข้อ|ตาราง|เอกสาร|ไฟล์).{0,12}?"
    r"(?:ล่าง|ต่อไป|แนบ)(?:นี้)?\W*$"
)
#: What only says by which law, or how many there are; the duties, or the names, are not said.
_UNTOLD = re.compile(
    r"^\W*(?:(?:เป็นไป|ปฏิบัติ|ดำเนินการ)?ตาม|อาศัยอำนาจตาม(?:ความใน)?)[^\n]{0,40}?(?:พระราชบัญญัติ|พ\.ร\.บ\.|กฎกระทรวง|ระเบียบ)[^\n]*?"
    r"(?:พ\.ศ\.|มาตรา|ข้อ)\s*[0-9๐-๙]+\W*$"
    r"|(?:มี|จำนวน|รวม|ทั้งหมด|ทั้งสิ้น)[^\s0-9๐-๙,:;]{0,40}\s*[0-9๐-๙]{1,3}\s*(?:แห่ง|โรงเรียน|โรง|เล่ม)"
    r"(?>(?:\W*+[ก-์]{2,20}+\s*+[0-9๐-๙,]++\s*+(?:คน|แห่ง|ห้อง|ราย|ชั้น))*)\W*$"
)
#: A remark, a greeting, where something comes from, who put it there and when: words beside the thing, never the thing.
_REMARK = re.compile(
    r"\W*(?:หมายเหตุ|ที่มา\W|ที่มาของข้อมูล|แหล่ง(?:ที่มา|ข้อมูล)|อ้างอิง|อ้างถึง|ยินดีต้อนรับ|(?:remark|note|source)s?\b"
    r"|ผู้(?:รับผิดชอบ|ดูแล)(?:ข้อมูล|ระบบ|เว็บ|เพจ|หน้า)|ผู้(?:จัดทำ|ลงประกาศ|ลงข้อมูล|เผยแพร่|บันทึก)\W"
    r"|วันที่(?:ลง|เผยแพร่|ปรับปรุง|โพสต์)|ปรับปรุง(?:ข้อมูล)?(?:ล่าสุด|เมื่อ)|เผยแพร่(?:เมื่อ|วันที่|โดย)"
    # of which day something is, with whom to share it
    r"|ข้อมูล(?:ล่าสุด)?\s*ณ\s*(?:วันที่|เดือน)[^\n]{0,40}$|(?:share|แชร์)\s*[:：]"
    # whom to ask, what the office lives by, what every page of a site says to its visitors
    r"|(?:หน่วยงาน|ส่วนงาน|ฝ่าย|งาน)ที่รับผิดชอบ|ผู้(?:ประสานงาน|ให้ข้อมูล)\W|สอบถาม(?:ข้อมูล|รายละเอียด)?เพิ่มเติม"
    r"|วิสัยทัศน์\W|คำขวัญ|ค่านิยม(?:องค์กร)?\W|(?:[^\n]{0,20}เว็บไซ[ตด]์(?:นี้|ของเรา)?\W{0,2})?(?:มีการ)?ใช้(?:งาน)?(?:คุกกี้|cookies?)"
    r"|(?:กรุณา|โปรด|ควร)?\s*(?:เปิด|ใช้|ติดตั้ง|แสดงผล)[^\n]{0,30}(?:chrome|edge|firefox|browser|บราว์?เซอร์|เบราว์?เซอร์|adobe|acrobat))"
    # by which law something must be published
    r"|\W*(?:ตาม)?(?:พระราชบัญญัติ|พ\.ร\.บ\.)\s*ข้อมูลข่าวสาร[^\n]*"
    # whoever ticks off what there should be
    r"|\W*(?:(?:เผยแพร่|ดำเนินการ|จัดทำ|ประกาศ|ลงข้อมูล)(?:แล้ว)?|มี|ผ่าน|ครบ)[\s,/✓✔()]*(?:ครบ(?:ถ้วน)?|เรียบร้อย|แล้ว)+\W*$"
    # that something is published here, for everybody to know
    r"|[^\n]*(?:ขอ|จึง|ได้)(?:ประกาศ|แจ้ง)?(?:เผยแพร่|นำเสนอ|ประชาสัมพันธ์|เปิดเผย)[^\n]*(?:เพื่อ|ให้|แก่|สู่|ต่อ)[^\n]{0,60}"
    r"(?:ทราบ|ประชาชน|สาธารณ\S*|เข้าถึง|ตรวจสอบ)(?:ได้|ข้อมูล|ทั่วไป|โดยทั่วกัน)*\W*$",
    re.IGNORECASE,
)
#: That nothing was found, or put there; in the words of the software that shows the list.
_NOTHING = re.compile(
    r"\W*(?:ยัง)?ไม่(?:พบ|มี|ปรากฏ)(?:ข้อมูล|รายการ|เอกสาร|ไฟล์|บทความ|เนื้อหา|ผลลัพธ์|ผลการค้นหา)(?:ที่(?:ค้นหา|ต้องการ)|ใน(?:ตาราง|ระบบ|หมวด(?:หมู่)?)(?:นี้)?)?[^ก-๛]*"
    r"|\W*ไม่มี(?:รายการ|เอกสาร|ไฟล์|สิ่ง)(?:ใด)?(?:ที่จะ|ให้)แสดง[^\n]{0,160}"
    r"|\W*(?:โฟลเดอร์|แฟ้ม|ไลบรารี|รายการ|หมวด(?:หมู่)?|หน้า)(?:เอกสาร)?(?:นี้)?(?:ยัง)?ว่าง(?:เปล่า|อยู่)?(?![ก-๛])[^\n]{0,80}"
    r"|\W*(?:there\s+(?:are|is)\s+)?no\s+(?:matching\s+)?(?:data|records?|results?|entries|items?|files?|documents?|posts?)\b[^ก-๛]{0,100}"
    r"|\W*this\s+(?:folder|library|list|page|section|category)\s+is\s+empty\b[^ก-๛]{0,100}",
    re.IGNORECASE,
)
#: What the handbook demands, or what a word means: said of the thing, by whoever has it or has it not.
_DEMANDED = re.compile(
    r"\W*(?:ให้)?(?:แสดง|เผยแพร่|เปิดเผย)[^\n]{0,200}?(?:ประกอบ(?:ไป)?ด้วย|อย่างน้อย|ดังต่อไปนี้)|[^\n]{2,160}?(?:หมายถึง|หมายความว่า)\s"
)
#: That it was made, or that people met to talk of it, and nothing of what is in it.
_MADE = re.compile(
    r"ได้(?:ดำเนินการ)?(?:จัดทำ|ทำ|เผยแพร่|ประกาศ)[^\n]{0,160}?(?:เรียบร้อย|เสร็จสิ้น|แล้วเสร็จ|เสร็จ)?แล้ว(?:เสร็จ)?\W*$"
    r"|^\W*(?:ประชาสัมพันธ์\W+)?[^\n]{0,60}ขอเชิญ"
    r"|^\W*เมื่อ(?:วัน)?(?:ที่|จันทร์|อังคาร|พุธ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)[^\n]{0,120}?(?:ประชุม|อบรม|สัมมนา|พิธี|ลงพื้นที่)"
)
#: What stands below a thing on its page and is no part of it: what readers say, and where they may go next.
_AFTERWORD = re.compile(
    r"\W*(?:(?:แสดง|ส่ง|ฝาก)?ความ(?:คิด)?เห็น|(?:ข่าว|บทความ|เรื่อง|โพสต์|เนื้อหา|ข้อมูล|เอกสาร)(?:อื่น\s*ๆ\s*)?ที่(?:เกี่ยวข้อง|น่าสนใจ)"
    r"|(?:บทความ|เรื่อง|โพสต์)(?:แนะนำ|ล่าสุด|อื่น\s*ๆ)|แท็ก|ป้ายกำกับ|comments?\b|leave a (?:reply|comment)"
    r"|related (?:posts?|articles?|news)|recent (?:posts?|comments?)|you may also like|tags?\b)",
    re.IGNORECASE,
)
#: What a list of files says of each: how large it is, how often it was fetched, when it was put there; what a page
#: offers to do with it.
_OF_A_FILE = re.compile(
    r"(?:[\W\d_๐-๙]|แชร์|ส่งต่อ|สั่งพิมพ์|พิมพ์|ถูกใจ|ย้อนกลับ|กลับ|แนบ|หมวดหมู่|ผู้ดูแลระบบ|share|print|back|tweet|ขนาด|ไฟล์|เอกสาร|จำนวน|ครั้ง|ผู้เข้าชม|เข้าชม|เปิดอ่าน|อ่าน|ดาวน์โหลด|โหลด|วันที่|เมื่อ|เผยแพร่|ปรับปรุง|อัปเดต|อัพเดท|ล่าสุด|โพสต์|โดย|เวลา|น\."
    r"|(?:มกรา|กุมภา|มีนา|เมษา|พฤษภา|มิถุนา|กรกฎา|สิงหา|กันยา|ตุลา|พฤศจิกา|ธันวา)(?:คม|ยน|พันธ์)"
    r"|[ก-ฮ]\.?[ก-ฮ]\.|\b(?:[kmg]?b|bytes?|pdf|docx?|xlsx?|file\(s\)|files?|size|downloads?|hits?|views?|admin|date|updated?|version)(?![a-z]))*",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"แชร์|พิมพ์|ย้อนกลับ|share|print|ครั้ง|ขนาด|ดาวน์โหลด|เข้าชม|อ่าน|\b[kmg]b\b|size|downloads?|hits?|views?|เผยแพร่|ปรับปรุง|อัปเดต|อัพเดท|โพสต์",
    re.IGNORECASE,
)


@remembered(8_192)  # every item of a page asks of the same pieces
def says_something(text: str) -> bool:
    """Whether a text is more than a word about where or when something can be seen, by which law, how many, or a remark."""
    return not denies_or_demands(text) and (len(text) > _POINTER_CHARS or not _points(text))


def denies_or_demands(text: str) -> bool:
    """Whether a text, however long, says but that there is nothing, or what there should be."""
    return _NOTHING.fullmatch(text) is not None or _DEMANDED.match(text) is not None


def _points(text: str) -> bool:
    if _AT_A_COUNTER.search(text) is not None and REACHABLE.search(text) is None:
        return True
    if _REMARK.match(text) is not None:
        return True
    return any(
        pattern.search(text) is not None for pattern in (_ELSEWHERE, _LATER, _ATTACHED, _UNTOLD, _MADE)
    )


@remembered(8_192)
def is_of_a_file(text: str) -> bool:
    """Whether a text only says of a file how large or how old it is, how often it was fetched, or what to do with it."""
    return (
        len(text) <= _POINTER_CHARS
        and _MEASURED.search(text) is not None
        and bool(_OF_A_FILE.fullmatch(text))
    )


def is_afterword(heading: str) -> bool:
    """Whether what stands under a heading is no part of what the page is about."""
    return _AFTERWORD.match(heading) is not None
