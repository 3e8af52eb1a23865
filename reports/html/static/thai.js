// Lines of Thai break between words that a reader takes for words.  Browsers know the parts of compounds only, and
// take some letters for another word (แผน-ที่เกี่ยวข้อง for แผนที่).  "|" is where a phrase may break.
// The page reads without this file; its text is the same with it.
"use strict";
(() => {
  if (document.documentElement.lang !== "th") return;
  const phrases = `
    เกณฑ์ตัดสิน กรมการพัฒนาชุมชน การคลัง การศึกษา กำลังใจ ขวัญกำลังใจ ขั้นตอน ขึ้นต้น ขึ้นไป ข้อจำกัด
    ข้อตรวจพบ ข้อบังคับ ข้อบัญญัติ ข้อผิดพลาด ข้อสังเกต ข้อแนะนำ เข้าถึง เข้ารหัส เข้าสู่ระบบ เข้าไม่ถึง คณะกรรมการ
    ครบถ้วน ครั้งเดียว เครื่องมือ ความคืบหน้า ความมั่นใจ ความหมาย ความเสี่ยง ความโปร่งใส คัดลอก คัดเลือก
    คำคัดค้าน คำตอบ คำเชิญ คำเตือน คำแนะนำ คิวอาร์โค้ด คุณธรรม|และ|ความโปร่งใส ค่าธรรมเนียม ค่าเฉลี่ย งบประมาณ จะ|แจ้ง
    จัดซื้อจัดจ้าง จัดทำ จัดเก็บ เจ้าหน้าที่ เชิญชวน เชื่อมต่อ ชื่อเรื่อง ช่วงเวลา ช่องทาง
    ช่องทาง|การร้องเรียน|การทุจริต ช่องโหว่ ใช้จ่าย|งบประมาณ ซับซ้อน ซึ่งแจ้งไว้ ดำเนินการ ดำเนินงาน เดี๋ยวนี้
    ได้ผล|อย่างไร ด้านข้าง ด้านล่าง ตรวจทาน ตรวจสอบ ตรวจไม่ได้ ตัวชี้วัด ตัวตน ตัวอักษร ตั้งค่า ต่อต้าน ต่ำสุด ถัดไป
    ถึง|ที่อยู่ ถูกต้อง แทน|ที่อยู่|เดิม ทรัพยากรบุคคล เทศกิจ ทั่วไป ที่|แท้จริง ที่ตั้ง ที่อยู่ ที่แจ้งไว้
    ใน|หน้า|ที่แจ้งไว้ นำเข้า เนื้อความ น้ำหนัก แบบตรวจ แบบฟอร์ม ใบรับรอง ใบอนุญาต บันทึกข้อความ บางส่วน บีบอัด ประจำปี
    ประจำเดือน ประมาณการ ปลายทาง เปิดเผย ป้องกัน แผน|การใช้จ่าย|งบประมาณ แผน|ที่ครอบคลุม
    แผน|ที่เกี่ยวข้อง แผนที่ตั้ง เผยแพร่ ผล|อย่างไร ผลกระทบ ผลการดำเนินงาน ผลตรวจ ผู้ดูแล ผู้บริหาร ผู้ปฏิบัติ
    ผู้รับผิดชอบ ผู้ว่าราชการ ผู้อำนวยการ ผู้อำนวยการ|เขต ผู้อ่าน ผู้ใช้ แผ่นงาน ฝ่ายการคลัง ฝ่ายการศึกษา ฝ่ายทะเบียน
    ฝ่ายปกครอง ฝ่ายพัฒนาชุมชน|และสวัสดิการสังคม ฝ่ายรักษาความสะอาด|และสวนสาธารณะ ฝ่ายรักษาความสะอาดฯ ฝ่ายรายได้
    ฝ่ายสิ่งแวดล้อม|และสุขาภิบาล ฝ่ายเทศกิจ ฝ่ายโยธา พรุ่งนี้ พื้นฐาน ภาพรวม ภาพสแกน มอบหมาย ไม่ถูกต้อง ไม่ผ่าน โยกย้าย
    ยกระดับ ยังไม่ถึงกำหนด ยังไม่ผ่าน ยืนยันตัวตน รหัส|แบบ|ใช้ครั้งเดียว รหัสผ่าน รหัสลับ รหัสสำรอง ระบบงาน ระบบตรวจ ระยะเวลา
    รับผิดชอบ รายจ่าย รายชื่อ รายละเอียด รายเดือน รายได้ เรื่องร้องเรียน รูปถ่าย รูปแบบ ร้องเรียน เลขที่ ลงชื่อเข้าใช้
    ลงทะเบียน ลงนาม ลงวันที่ ลิงก์เสีย แวดล้อม วันที่ วาง|ข้อความ วิธีตรวจ วิธีแก้ ว่า|ที่อยู่ สถานที่ สถานศึกษา
    สำนักงานเขต สิ่งที่ต้องมี สิ่งที่พบ สิ่งปลูกสร้าง สิ่งแวดล้อม สิ้นผล สิ้นสุด สุขาภิบาล ส่งต่อ ส่งออก ส่งเสริม
    ส่วนกลาง ส่วนราชการ เส้นทาง เหตุใด หน่วยงาน หน้า|ที่ประชาชน หน้า|ที่มี หน้า|ที่เผยแพร่ หน้า|ที่แจ้ง หน้าที่
    หน้าเว็บ หน้าแรก หมดอายุ หลักฐาน หลักเกณฑ์ หัวตาราง เห็นชอบ องค์ประกอบ อย่างน้อย อย่างน้อย|หนึ่ง อัตรากำลัง
    อัปโหลด กู้คืน บาคาร่า เครดิตฟรี แจ้งลิงก์ได้ เว็บพนัน แพลตฟอร์ม ตรวจซ้ำ ผลนี้ หน้านี้ ของบริจาค ของกลาง พื้นที่เขต`;
  const months = "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม";
  const units = "หน่วยงาน ข้อ วัน คืน ครั้ง หน้า คะแนน รายการ เดือน นาที หลัก ตัว คอลัมน์ บรรทัด MB kB น\\.";
  const any = (words) => words.trim().split(/\s+/).join("|");
  const whole = [
    `(?:ณ )?วันที่ \\d{1,2} (?:${any(months)}) \\d{4}`,
    `\\d{1,2} (?:${any(months)}) \\d{4}`,
    `(?:${any(months)}) \\d{4}`,
    `(?:[ก-ฮ]\\.){2,3} \\d{4}`,
    `(?:ปีงบประมาณ |ปี )?พ\\.ศ\\. \\d{4}`,
    "ปีงบประมาณ \\d{4}",
    "(?:มาตรา|ไตรมาสที่|ตัวชี้วัดที่|หน้า|ข้อ|เกณฑ์) \\d+",
    `\\d[\\d.,]* (?:${any(units)})(?![ก-๛])`,
  ];
  const ways = new Map(phrases.trim().split(/\s+/).map((phrase) => [phrase.replaceAll("|", ""), phrase.split("|")]));
  const known = [...ways.keys()].sort((one, other) => other.length - one.length);
  const search = new RegExp(`${whole.join("|")}|${known.join("|")}`, "g");
  const apart = "script,style,option,textarea,title,code,pre,.together";

  function together(text) {
    const part = document.createElement("span");
    part.className = "together";
    part.textContent = text;
    return part;
  }

  function mend(node) {
    const text = node.data, made = document.createDocumentFragment();
    let end = 0;
    for (const { 0: found, index } of text.matchAll(search)) {
      made.append(text.slice(end, index));
      (ways.get(found) ?? [found]).forEach((word, at) => {
        if (at) made.append(document.createElement("wbr"));
        made.append(together(word));
      });
      end = index + found.length;
    }
    if (!end) return;
    made.append(text.slice(end));
    // What lays out its children one by one gets one child for one text.
    const whole = /flex|grid/.test(getComputedStyle(node.parentElement).display) ? document.createElement("span") : null;
    if (whole) whole.append(made);
    node.replaceWith(whole ?? made);
  }

  function mendAll(root) {
    const texts = [], walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (/[ก-๛]/.test(walker.currentNode.data) && !walker.currentNode.parentElement.closest(apart)) texts.push(walker.currentNode);
    }
    texts.forEach(mend);
  }

  mendAll(document.body);
  document.addEventListener("fetched", (event) => mendAll(event.target));  // a part that a page got later
})();
