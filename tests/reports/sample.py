"""An audit made up for tests: 50 district offices × 22 items, in the shape of the contract.

Invented names (ก-1 …) would hide layout faults, so the names are real districts; every verdict is made up.
"""

from __future__ import annotations

import hashlib
import random
from typing import Any

SITE = "https://webportal.example.go.th"

DISTRICTS = """
pranakorn พระนคร|Phra Nakhon|กรุงเทพกลาง
dusit ดุสิต|Dusit|กรุงเทพกลาง
nongchok หนองจอก|Nong Chok|กรุงเทพตะวันออก
bangrak บางรัก|Bang Rak|กรุงเทพใต้
bangkhen บางเขน|Bang Khen|กรุงเทพเหนือ
bangkapi บางกะปิ|Bang Kapi|กรุงเทพตะวันออก
pathumwan ปทุมวัน|Pathum Wan|กรุงเทพใต้
pomprap ป้อมปราบศัตรูพ่าย|Pom Prap Sattru Phai|กรุงเทพกลาง
phrakhanong พระโขนง|Phra Khanong|กรุงเทพใต้
minburi มีนบุรี|Min Buri|กรุงเทพตะวันออก
ladkrabang ลาดกระบัง|Lat Krabang|กรุงเทพตะวันออก
yannawa ยานนาวา|Yan Nawa|กรุงเทพใต้
samphan สัมพันธวงศ์|Samphanthawong|กรุงเทพกลาง
phayathai พญาไท|Phaya Thai|กรุงเทพกลาง
thonburi ธนบุรี|Thon Buri|กรุงธนเหนือ
bangkokyai บางกอกใหญ่|Bangkok Yai|กรุงธนเหนือ
huaikhwang ห้วยขวาง|Huai Khwang|กรุงเทพกลาง
khlongsan คลองสาน|Khlong San|กรุงธนเหนือ
talingchan ตลิ่งชัน|Taling Chan|กรุงธนเหนือ
bangkoknoi บางกอกน้อย|Bangkok Noi|กรุงธนเหนือ
bangkhunthian บางขุนเทียน|Bang Khun Thian|กรุงธนใต้
phasicharoen ภาษีเจริญ|Phasi Charoen|กรุงธนใต้
nongkhaem หนองแขม|Nong Khaem|กรุงธนใต้
ratburana ราษฎร์บูรณะ|Rat Burana|กรุงธนใต้
bangphlat บางพลัด|Bang Phlat|กรุงธนเหนือ
dindaeng ดินแดง|Din Daeng|กรุงเทพกลาง
buengkum บึงกุ่ม|Bueng Kum|กรุงเทพตะวันออก
sathon สาทร|Sathon|กรุงเทพใต้
bangsue บางซื่อ|Bang Sue|กรุงเทพเหนือ
chatuchak จตุจักร|Chatuchak|กรุงเทพเหนือ
bangkholaem บางคอแหลม|Bang Kho Laem|กรุงเทพใต้
prawet ประเวศ|Prawet|กรุงเทพตะวันออก
khlongtoei คลองเตย|Khlong Toei|กรุงเทพใต้
suanluang สวนหลวง|Suan Luang|กรุงเทพใต้
chomthong จอมทอง|Chom Thong|กรุงธนเหนือ
donmueang ดอนเมือง|Don Mueang|กรุงเทพเหนือ
ratchathewi ราชเทวี|Ratchathewi|กรุงเทพกลาง
latphrao ลาดพร้าว|Lat Phrao|กรุงเทพเหนือ
watthana วัฒนา|Watthana|กรุงเทพใต้
bangkhae บางแค|Bang Khae|กรุงธนใต้
laksi หลักสี่|Lak Si|กรุงเทพเหนือ
saimai สายไหม|Sai Mai|กรุงเทพเหนือ
khannayao คันนายาว|Khan Na Yao|กรุงเทพตะวันออก
saphansung สะพานสูง|Saphan Sung|กรุงเทพตะวันออก
wangthonglang วังทองหลาง|Wang Thonglang|กรุงเทพกลาง
khlongsamwa คลองสามวา|Khlong Sam Wa|กรุงเทพตะวันออก
bangna บางนา|Bang Na|กรุงเทพใต้
thawiwatthana ทวีวัฒนา|Thawi Watthana|กรุงธนเหนือ
thungkhru ทุ่งครุ|Thung Khru|กรุงธนใต้
bangbon บางบอน|Bang Bon|กรุงธนใต้
"""

#: id | sub-indicator | Thai | English | divisions | elements (id:Thai:period rule)
ITEMS = """
O1|9.1|ข้อมูลพื้นฐานของสำนักงานเขต|Basic information of the office|ฝ่ายปกครอง|structure:แผนผังโครงสร้าง,executives:ผู้บริหาร,powers:หน้าที่และอำนาจ,contact:ข้อมูลการติดต่อ
O2|9.1|นโยบายผู้ว่าราชการกรุงเทพมหานครและแผนที่เกี่ยวข้อง|Governor's policy and plans|ฝ่ายปกครอง|policy:นโยบายผู้ว่าราชการ,plan:แผนพัฒนากรุงเทพมหานคร
O3|9.1|โรงเรียนสังกัดกรุงเทพมหานครในพื้นที่เขต|City schools in the district|ฝ่ายการศึกษา|schools:รายชื่อโรงเรียน
O4|9.1|การประชาสัมพันธ์ข้อมูลผลการดำเนินงาน|News of what was done|ฝ่ายปกครอง|news:ข่าวประชาสัมพันธ์
O5|9.2|แผนปฏิบัติราชการประจำปีและรายงานผล|Yearly plan and report|ฝ่ายปกครอง|plan:แผนปฏิบัติราชการประจำปี,report:รายงานผลการปฏิบัติราชการประจำปี
O6|9.2|คู่มือการปฏิบัติหน้าที่|Manuals for staff|ฝ่ายปกครอง|manual:คู่มือการปฏิบัติงาน
O7|9.2|คู่มือการให้บริการประชาชน|Manuals for the public|ฝ่ายทะเบียน|manual:คู่มือสำหรับประชาชน
O8|9.2|E-Service|E-Service|ฝ่ายโยธา,ฝ่ายสิ่งแวดล้อมและสุขาภิบาล,ฝ่ายรายได้,ฝ่ายเทศกิจ,ฝ่ายรักษาความสะอาดฯ|service:บริการออนไลน์
O9|9.2|ข้อมูลสถิติการจัดเก็บภาษี|Tax statistics|ฝ่ายรายได้|statistics:สถิติการจัดเก็บภาษี
O10|9.2|ข้อมูลสถิติการจัดเก็บรายได้|Revenue statistics|ฝ่ายรายได้|statistics:สถิติการจัดเก็บรายได้
O11|9.2|รายการการตรวจ (Checklist) ในการพิจารณาการออกใบอนุญาต|Checklists for licences|ฝ่ายโยธา,ฝ่ายสิ่งแวดล้อมและสุขาภิบาล|checklist:รายการตรวจใบอนุญาต
O12|9.2|ระบบติดตาม (Tracking System) สถานะการขอใบอนุญาต|Tracking of licence requests|ฝ่ายโยธา,ฝ่ายสิ่งแวดล้อมและสุขาภิบาล|tracking:ระบบติดตาม
O13|9.3|แผนการใช้จ่ายงบประมาณประจำปีและรายงานผล|Spending plan and report|ฝ่ายการคลัง|plan:แผนการใช้จ่ายงบประมาณ,report:รายงานผลการใช้จ่ายงบประมาณ
O14|9.3|ข้อมูลงบประมาณ ข้อบัญญัติงบประมาณ เงินอุดหนุนชุมชน|Budget, ordinance, subsidies|ฝ่ายการคลัง,ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม|budget:ข้อมูลงบประมาณ,ordinance:ข้อบัญญัติงบประมาณ,subsidy:เงินอุดหนุนชุมชน
O15|9.3|ประกาศการจัดซื้อจัดจ้างและสรุปผลการจัดซื้อจัดจ้างรายเดือน|Procurement notices and monthly summaries|ฝ่ายการคลัง,ฝ่ายปกครอง|notices:ประกาศจัดซื้อจัดจ้าง,monthly:สรุปผลการจัดซื้อจัดจ้างรายเดือน (สขร.1)
O16|9.4|หลักเกณฑ์การบริหารและพัฒนาทรัพยากรบุคคล|Rules of personnel management|ฝ่ายปกครอง|recruitment:หลักเกณฑ์การสรรหา,evaluation:หลักเกณฑ์การประเมินผล
O17|9.5|ช่องทางการร้องเรียนการทุจริตและสถิติ|Corruption complaints: channel and statistics|ฝ่ายปกครอง|channel:ช่องทางแจ้งเรื่องร้องเรียน,statistics:สถิติเรื่องร้องเรียน
O18|10.1|ประกาศนโยบายต่อต้านการรับสินบนและการรายงานผล|Anti-bribery policy and report|ฝ่ายปกครอง|policy:นโยบายต่อต้านการรับสินบน,report:รายงานผลตามนโยบาย
O19|10.1|การประเมินความเสี่ยงต่อการรับสินบน|Bribery risk assessment|ฝ่ายปกครอง|assessment:การประเมินความเสี่ยง,report:รายงานผลการจัดการความเสี่ยง
O20|10.1|แนวทางการปฏิบัติในการใช้ดุลยพินิจของเจ้าหน้าที่|Guidelines on discretion|ฝ่ายโยธา,ฝ่ายเทศกิจ|guideline:แนวทางการใช้ดุลยพินิจ
O21|10.1|การจัดการทรัพย์สินของราชการ ของบริจาค และของกลาง|Property, donations, exhibits|ฝ่ายปกครอง,ฝ่ายการคลัง|property:การจัดการทรัพย์สิน,donations:ของบริจาค,evidence:การจัดเก็บของกลาง
O22|10.2|มาตรการยกระดับคุณธรรมและความโปร่งใสและรายงานผล|Integrity measures and report|ฝ่ายปกครอง|analysis:การวิเคราะห์ผลการประเมิน,measures:มาตรการ,report:รายงานผลการดำเนินการ
"""

#: code | severity | blame | Thai | English | Thai fix | English fix | quote | where
FINDINGS = r"""
presence.http_error|error|site|เปิดลิงก์ที่แจ้งไว้ไม่ได้ เว็บไซต์ตอบว่า "ไม่พบหน้านี้" (404) สองครั้งในคืนเดียวกัน|The declared link does not open: the site answered 404, twice|1. เปิดหน้า ITA ของสำนักงานเขต แล้วหาเอกสารปีงบประมาณ 2568\n2. คัดลอกลิงก์ใหม่ไปแก้ในระบบ ITAP\n3. กดตรวจอีกครั้ง|1. Find the document of 2568 on your ITA page\n2. Put its link into ITAP\n3. Check again|404 Not Found|header
recency.outdated|error|document|เอกสารที่พบเป็นของปีงบประมาณ 2567 แต่ต้องเป็นของปีงบประมาณ 2568|The document found covers fiscal year 2567; 2568 is demanded|เผยแพร่เอกสารปีงบประมาณ 2568 ที่ลิงก์เดิม หรือแจ้งลิงก์ของเอกสารปี 2568|Publish the document of 2568 at the declared link|แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. ๒๕๖๗ สำนักงานเขต|pdf page 1
machine_readable.scanned|error|document|เอกสารเป็นภาพสแกน คอมพิวเตอร์อ่านข้อความไม่ได้|The document is a scan; no computer can read it|ส่งออกเป็นไฟล์ Excel หรือ CSV จากต้นฉบับ แล้วเผยแพร่คู่กับ PDF|Export the original as Excel or CSV and publish it beside the PDF|3 หน้า เป็นภาพทั้งหมด|pdf pages 1–3
access.challenge|unverified|blocker|ระบบป้องกันบอตของเว็บไซต์กั้นไว้ จึงยังตรวจไม่ได้ (ไม่นับว่าลิงก์เสีย)|A bot wall stood before the page; it could not be seen (this is not a broken link)|ขอให้ผู้ดูแลเว็บไซต์อนุญาตเครื่องตรวจ ตามคู่มือ "เกี่ยวกับเครื่องตรวจนี้"|Ask the site's administrator to allow the auditor|Just a moment…|page title
presence.element_missing|error|site|ไม่พบเอกสารนี้ในหน้าที่แจ้งไว้ หรือในสองคลิกถัดจากหน้านั้น|Nothing at or below the declared page is this document|เพิ่มลิงก์ของเอกสารในหน้าที่แจ้งไว้ ให้ข้อความลิงก์เป็นชื่อเอกสารและปีงบประมาณ|Link the document from the declared page, with its title and year as link text|ข่าวประชาสัมพันธ์ กิจกรรม ติดต่อเรา|link texts
"""
_TABLE = [row.split("|") for row in FINDINGS.strip().splitlines()]
_GAP = {
    "code": "recency.series_gap",
    "severity": "error",
    "blame": "document",
    "message_th": "สรุปผลการจัดซื้อจัดจ้างรายเดือนขาด 2 เดือน: กุมภาพันธ์ 2568, มีนาคม 2568",
    "message_en": "The monthly summaries lack 2 months: February 2025, March 2025",
    "fix_th": "1. ขอไฟล์ สขร.1 ของเดือนที่ขาดจากฝ่ายการคลัง\n2. เผยแพร่เป็น Excel ในหน้าเดียวกัน\n"
    "3. เดือนใดไม่มีการจัดซื้อ ให้เขียนว่า “ไม่มีการจัดซื้อจัดจ้าง”",
    "fix_en": "1. Ask the finance division for the missing months\n2. Publish them as Excel on the same page\n"
    "3. For a month without purchases say so in words",
}
STARTED, FINISHED = "2025-04-15T18:00:00Z", "2025-04-15T20:41:07Z"
WEIGHTS = {"9.1": 3.75, "9.2": 3.75, "9.3": 3.75, "9.4": 9.38, "9.5": 9.38, "10.1": 3.13, "10.2": 12.5}


def audit(
    agencies: int = 50, *, seed: int = 7, as_of: str = "2025-04-16", failing: float = 0.06, bare: bool = False
) -> dict[str, Any]:
    """An audit; the same arguments give the same audit.

    ``failing`` is the share of items that do not pass.  ``bare`` keeps only the keys of the contract.
    """
    dice = random.Random(seed)
    bodies = [
        _agency(line, index, dice, failing)
        for index, line in enumerate(DISTRICTS.split("\n")[1 : agencies + 1])
    ]
    items = [item for body in bodies for item in body["items"]]
    made = {
        "schema_version": "1.0",
        "tool": {"name": "oit", "version": "0.1.0"},
        "audit": {
            "id": f"bma-{as_of}",
            "as_of": as_of,
            "started_at": STARTED,
            "finished_at": FINISHED,
            "complete": True,
            "checklist": {
                "id": "bma-district-2568",
                "fiscal_year": 2568,
                "sha256": hashlib.sha256(b"rules").hexdigest(),
            },
        },
        "summary": {
            "agencies": len(bodies),
            "items": len(items),
            **{
                status: sum(item["status"] == status for item in items)
                for status in ("pass", "fail", "unverified", "waived")
            },
            "requests": 9214,
            "bytes": 3_456_789_012,
            "links_checked": 8120,
            "links_broken": sum(len(body["links"]) for body in bodies),
        },
        "notes": ["รายการองค์ประกอบบางส่วนยังไม่ยืนยันกับคู่มือ"],
        "agencies": bodies,
    }
    return _contract_only(made) if bare else made


def nights(agencies: int = 50) -> list[dict[str, Any]]:
    """The audits of five nights before :func:`audit`, oldest first."""
    made = [("03", 1, 0.1), ("06", 2, 0.08), ("09", 3, 0.09), ("12", 7, 0.08), ("15", 7, 0.072)]
    return [audit(agencies, as_of=f"2025-04-{day}", seed=seed, failing=share) for day, seed, share in made]


def _agency(line: str, index: int, dice: random.Random, failing: float) -> dict[str, Any]:
    slug, names = line.split(" ", 1)
    thai, english, group = names.split("|")
    share = failing * dice.choice([0, 0.3, 1, 1, 2.5])
    items = [_item(row, slug, thai, dice, share) for row in ITEMS.strip().splitlines()]
    lost = sum(WEIGHTS[item["sub_indicator"]] for item in items if item["status"] == "fail")
    open_points = sum(WEIGHTS[item["sub_indicator"]] for item in items if item["status"] == "unverified")
    high = max(0.0, round(100 - lost, 2))
    low = max(0.0, round(high - open_points, 2))
    return {
        "id": slug,
        "code": str(1001 + index),
        "name_th": f"สำนักงานเขต{thai}",
        "name_en": f"{english} District Office",
        "group": group,
        "site": f"{SITE}/{slug}",
        "score": {
            "oit": high,
            "low": low,
            "high": high,
            "estimated": True,
            "indicators": {"9": high, "10": 100.0},
            "sub_indicators": {"9.1": 100.0, "9.2": 100.0, "9.3": 66.67 if lost else 100.0},
        },
        **_outlook(low),
        "items": items,
        "links": [
            {
                "page": f"{SITE}/{slug}/page/sub/{number}",
                "url": f"{SITE}/public/user_files_editor/{index}/ITA/2568/old-{number}.pdf",
                "ok": False,
                "http_status": 404,
                "code": "links.broken",
            }
            for number in range(dice.choice([0, 0, 1, 3]))
        ],
    }


#: Lower bound of the score from which → level and error budget, Thai and English.
_OUTLOOKS = (
    (98, "ผ่านดีเยี่ยม", "Excellent", "เสียได้อีก 1 ข้อในตัวชี้วัดย่อย 9.3 ก่อนหลุดระดับผ่านดีเยี่ยม", "One more item of 9.3 may be lost"),
    (95, "ผ่านดีเยี่ยม", "Excellent", "เสียอีกข้อเดียวจะหลุดระดับผ่านดีเยี่ยม", "One more lost item loses the top level"),
    (85, "ผ่านดี", "Good", "แก้ข้อที่ไม่ผ่านให้ครบจะถึงระดับผ่านดีเยี่ยม", "Mending what fails reaches the top level"),
    (0, "ต้องปรับปรุง", "To be improved", "แก้ข้อที่ได้คะแนนมากที่สุดก่อนจึงจะถึงเกณฑ์ 85", "Mend what weighs most first to reach 85"),
)  # fmt: skip


def _outlook(low: float) -> dict[str, Any]:
    _, level_th, level_en, budget_th, budget_en = next(row for row in _OUTLOOKS if low >= row[0])
    return {"level": {"th": level_th, "en": level_en}, "budget": {"th": budget_th, "en": budget_en}}


def _item(row: str, slug: str, thai: str, dice: random.Random, failing: float) -> dict[str, Any]:
    identifier, sub, title_th, title_en, divisions, elements = row.split("|")
    draw = dice.random()
    status = (
        "fail"
        if draw < failing
        else "unverified"
        if draw < failing * 1.4
        else "waived"
        if draw > 0.996
        else "pass"
    )
    if identifier == "O15" and draw < failing * 5:
        status = "fail"
    declared = f"{SITE}/{slug}/page/sub/{26900 + int(identifier[1:])}/ข้อ {identifier}"
    findings = _findings(identifier, status, declared, slug, dice)
    made = {
        "id": identifier,
        "title_th": title_th,
        "title_en": title_en,
        "status": status,
        "score": {"pass": 100, "waived": 100, "fail": 0}.get(status),
        "points": WEIGHTS[sub] if status in {"fail", "unverified"} else 0,
        "sub_indicator": sub,
        "divisions": divisions.split(","),
        "why_th": f"ผู้ตรวจต้องเห็น{title_th} ของปีงบประมาณ 2568 ที่ลิงก์ซึ่งหน่วยงานแจ้งไว้ในระบบ ITAP",
        "why_en": f"The assessor must see “{title_en}” of fiscal year 2568 at the link declared in ITAP",
        "declared": [declared],
        "declared_at": [{"url": declared, "source": "targets.yaml", "line": 12 + int(identifier[1:])}],
        "elements": [
            _element(identifier, spec, status, first=number == 0, declared=declared, slug=slug)
            for number, spec in enumerate(elements.split(","))
        ],
        "findings": findings,
        "documents": [_document(identifier, title_th, thai, slug, dice) for _ in elements.split(",")]
        if status != "waived"
        else [],
        "candidates": [],
    }
    if status == "waived":
        made["waived"] = "เขตนี้ไม่มีโรงเรียนสังกัดกรุงเทพมหานคร"
    if any(finding["code"] in {"presence.http_error", "recency.outdated"} for finding in findings):
        made["candidates"] = [
            {
                "url": f"{SITE}/{slug}/page/sub/{27900 + int(identifier[1:])}/ITA-2568",
                "element": made["elements"][0]["id"],
                "reason": "หน้า ITA ปี 2568 ของสำนักงานเขตมีลิงก์ชื่อเดียวกันและปีถูกต้อง",
                "score": 0.91,
            }
        ]
    return made


def _element(item: str, spec: str, status: str, *, first: bool, declared: str, slug: str) -> dict[str, Any]:
    name, title = spec.split(":")
    verdict = status if status in {"fail", "unverified"} and (first or name == "monthly") else "pass"
    document = None if verdict != "pass" else f"{SITE}/public/user_files_editor/80/ITA/2568/{item}-{name}.pdf"
    element = {
        "id": f"{item}.{name}",
        "title_th": title,
        "title_en": name.capitalize(),
        "required": True,
        "status": verdict,
        "document": document,
        "confidence": 0.93,
        "periods": {"expected": [], "found": [], "missing": []},
        "chain": [
            {"step": "declared", "text": "ลิงก์ที่แจ้งไว้", "url": declared},
            {"step": "section", "text": f"หัวข้อ “{title}”", "url": declared},
            {"step": "link", "text": f"ลิงก์ “{title} ปีงบประมาณ 2568”", "url": document},
            {
                "step": "rule",
                "text": "พบ และเป็นของปีที่กำหนด" if verdict == "pass" else "ไม่เป็นไปตามเกณฑ์",
                "url": None,
            },
        ],
    }
    if name == "monthly":
        element |= _monthly(verdict, slug)
    return element


def _monthly(verdict: str, slug: str) -> dict[str, Any]:
    due = ["2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03"]
    pending = ["2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09"]
    missing = due[4:] if verdict == "fail" else []
    found = [month for month in due if month not in missing]
    states = (
        dict.fromkeys(found, "found") | dict.fromkeys(missing, "missing") | dict.fromkeys(pending, "pending")
    )
    states["2024-12"], states["2025-01"] = "late", "nil"
    series = {
        month: {"state": state}
        | (
            {
                "evidence": [
                    {
                        "url": f"{SITE}/public/user_files_editor/80/{slug}/{month}.xlsx",
                        "where": "sheet 1",
                        "quote": f"สรุปผลการจัดซื้อจัดจ้าง เดือน {month}",
                    }
                ]
            }
            if state in {"found", "late", "nil"}
            else {}
        )
        for month, state in states.items()
    }
    return {
        "periods": {"expected": due, "found": found, "missing": missing, "pending": pending},
        "series": series,
    }


def _findings(item: str, status: str, declared: str, slug: str, dice: random.Random) -> list[dict[str, Any]]:
    if status not in {"fail", "unverified"}:
        if dice.random() < 0.08:
            return [
                _finding(
                    [
                        "links.broken",
                        "warning",
                        "site",
                        "มีลิงก์เสีย 1 ลิงก์ในหน้าที่แจ้งไว้",
                        "One link on the declared page is broken",
                        "ลบหรือแก้ลิงก์นั้น",
                        "Remove or mend the link",
                        "เอกสารปี 2566",
                        "link text",
                    ],
                    item,
                    declared,
                )
            ]
        return []
    if item == "O15" and status == "fail":
        gap = _finding(_TABLE[2], item, declared) | _GAP
        gap["evidence"][0] |= {
            "where": "headings",
            "quote": "ตุลาคม 2567 · พฤศจิกายน 2567 · ธันวาคม 2567 · มกราคม 2568",
        }
        return [gap | {"element": "O15.monthly"}]
    row = dice.choice([row for row in _TABLE if (row[1] == "unverified") == (status == "unverified")])
    return [_finding(row, item, declared)]


def _finding(row: list[str], item: str, url: str) -> dict[str, Any]:
    code, severity, blame, message_th, message_en, fix_th, fix_en, quote, where = row
    return {
        "code": code,
        "severity": severity,
        "blame": blame,
        "element": f"{item}.{_first(item)}",
        "message_th": message_th,
        "message_en": message_en,
        "fix_th": fix_th.replace("\\n", "\n"),
        "fix_en": fix_en.replace("\\n", "\n"),
        "url": url,
        "fingerprint": hashlib.sha256(f"{code} {url}".encode()).hexdigest()[:16],
        "evidence": [
            {
                "url": url,
                "sha256": hashlib.sha256(url.encode()).hexdigest(),
                "fetched_at": FINISHED,
                "where": where,
                "quote": quote,
            }
        ],
    }


def _first(item: str) -> str:
    row = next(row for row in ITEMS.strip().splitlines() if row.startswith(f"{item}|"))
    return row.split("|")[5].split(":")[0]


def _document(item: str, title: str, thai: str, slug: str, dice: random.Random) -> dict[str, Any]:
    kind, grade, level = dice.choice(
        [
            ("pdf", "text", 2),
            ("pdf", "text", 3),
            ("xlsx", "structured", 4),
            ("html", "text", 2),
            ("pdf", "image", 1),
        ]
    )
    url = f"{SITE}/public/user_files_editor/80/ITA/2568/{item}-{slug}-{dice.randrange(1000)}.{kind}"
    return {
        "url": url,
        "final_url": url,
        "http_status": 200,
        "declared_type": "application/pdf",
        "type": kind,
        "size": dice.randrange(20_000, 9_000_000),
        "sha256": hashlib.sha256(url.encode()).hexdigest(),
        "title": f"{title} สำนักงานเขต{thai} ประจำปีงบประมาณ พ.ศ. 2568",
        "pages": dice.randrange(1, 40),
        "machine_readability": grade,
        "mr_level": level,
        "periods": [
            {
                "start": "2024-10-01",
                "end": "2025-09-30",
                "kind": "fiscal-year",
                "quote": "ประจำปีงบประมาณ พ.ศ. 2568",
                "where": "pdf page 1",
            }
        ],
    }


# ------------------------------------------------------------------------------------ special nights


def spotless(agencies: int = 3) -> dict[str, Any]:
    """A night on which nothing at all was found: every item passes, no remark, no broken link."""
    made = audit(agencies, failing=0.0)
    for body in made["agencies"]:
        body["links"] = []
        for item in body["items"]:
            item.update(findings=[], candidates=[], status="pass", score=100, points=0)
            item.pop("waived", None)
    return _recounted(made)


def walled(agencies: int = 3) -> dict[str, Any]:
    """A night on which a bot wall stood before every page: nothing was seen, nothing may be called missing."""
    made = audit(agencies, failing=0.0)
    wall = next(row for row in _TABLE if row[0] == "access.challenge")
    for body in made["agencies"]:
        body["links"] = []
        body["score"] |= {"oit": 0.0, "low": 0.0, "high": 100.0, "estimated": False}
        body["score"]["indicators"] = {"9": 0.0, "10": 0.0}
        body["score"]["sub_indicators"] = dict.fromkeys(WEIGHTS, 0.0)
        body["level"], body["budget"] = _UNSEEN
        for item in body["items"]:
            item.pop("waived", None)
            item.update(
                status="unverified", score=0, points=WEIGHTS[item["sub_indicator"]], documents=[], candidates=[],
                findings=[_finding(wall, item["id"], url) for url in item["declared"]],
            )  # fmt: skip
            for element in item["elements"]:
                element.update(
                    status="unverified", document=None, confidence=None, chain=element["chain"][:1]
                )
                if "series" in element:
                    due = element["periods"]["expected"]
                    element["series"] = {month: {"state": "unknown"} for month in due}
                    element["periods"] = {"expected": due, "found": [], "missing": [], "pending": []}
    return _recounted(made)


_UNSEEN = (
    {
        "th": "OIT 0.00–100.00: ยังบอกระดับไม่ได้จนกว่าจะตรวจได้",
        "en": "OIT 0.00–100.00: no level before it was seen",
    },
    {"th": "ข้อที่ยังตรวจไม่ได้ 22 ข้อ นับเป็นไม่ผ่านไว้ก่อน", "en": "22 items not judged count as lost here"},
)


def withheld(agencies: int = 3) -> dict[str, Any]:
    """A night that is not to be believed: the auditor's own network seems to have been down."""
    made = audit(agencies, failing=0.3)
    why = (
        "หน่วยงาน 42 จาก 50 แห่งไม่ตอบเลย เครือข่ายของผู้ตรวจอาจขัดข้อง "
        "(42 of 50 agencies gave no answer at all: the auditor's own network may be down)"
    )
    made["audit"] |= {"complete": False, "withheld": why}
    return made


def _recounted(made: dict[str, Any]) -> dict[str, Any]:
    statuses = [item["status"] for body in made["agencies"] for item in body["items"]]
    made["summary"] |= {
        "links_broken": 0, **{status: statuses.count(status) for status in ("pass", "fail", "unverified", "waived")},
    }  # fmt: skip
    return made


_ENDLESS = {
    "message_th", "message_en", "fix_th", "fix_en", "quote", "title", "text", "reason", "title_th", "title_en", "group",
    "url",
}  # fmt: skip


def endless(value: Any, key: str = "") -> Any:
    """The same audit with every free text one word of 300 letters."""
    if isinstance(value, dict):
        return {name: endless(child, name) for name, child in value.items()}
    if isinstance(value, list):
        return [endless(child, key) for child in value]
    if key not in _ENDLESS or not isinstance(value, str):
        return value
    return f"{SITE}/{'x' * 300}" if key == "url" else "w" * 300


_FURTHER = {
    "fix_en", "blame", "fingerprint", "points", "sub_indicator", "why_th", "why_en", "confidence", "chain", "series",
    "budget", "level", "notes", "declared_at", "mr_level", "group",
}  # fmt: skip


def _contract_only(value: Any, inside: str = "") -> Any:
    """Only the keys that the contract names."""
    if isinstance(value, dict):
        drop = _FURTHER | ({"title_th", "title_en"} if inside == "elements" else set())
        return {key: _contract_only(child, key) for key, child in value.items() if key not in drop}
    if isinstance(value, list):
        return [_contract_only(child, inside) for child in value]
    return value
