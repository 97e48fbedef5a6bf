import Contracts
import Lifecycle

@testable import DossierIntake

/// Papers with the longest names that are real, and one of each kind.
enum PaperFixture {
    static let code = DossierCode(rawValue: "000.00.19.H17-261123-0001")
    static let at = Timestamp(rfc3339: "2026-02-05T08:05:00+07:00")!
    static let due = Timestamp(rfc3339: "2026-02-16T17:00:00+07:00")!
    /// The longest name the civil registry of the city has seen.
    static let longName =
        "Công Tằng Tôn Nữ Thiên Hương Ngọc Khuê Đoan Trang Lê Hoàng Hiếu Nghĩa Đệ Nhất Thương Tâm Nhân"
    static let longAddress =
        "K123/45/67 đường Nguyễn Phước Nguyên, tổ 42, phường Hải Châu, thành phố Đà Nẵng"
    static let longProcedure =
        "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp giải quyết tranh chấp, khiếu nại, tố cáo về đất đai; xử lý hợp đồng thế chấp, góp vốn; kê biên, đấu giá quyền sử dụng đất để thi hành án"

    static let head = PaperHead(
        upperUnit: "Uỷ ban nhân dân phường Hải Châu",
        unit: "Bộ phận Tiếp nhận và Trả kết quả", number: 127, place: "Đà Nẵng", issuedAt: at)
    static let applicant = PaperApplicant(
        name: longName, address: longAddress, phone: "0905 123 456",
        email: "thien.huong.ngoc.khue@example.vn")

    static func paper(_ content: Paper.Content) -> Paper {
        Paper(ruleSet: "2018", head: head, content: content)
    }

    static func receipt(components: Int = 3, signed: String? = nil) -> ReceptionReceipt {
        ReceptionReceipt(
            code: code, secretDigits: "048213", applicant: applicant, channel: .online,
            content: longProcedure,
            components: (1...components).map { index in
                .init(
                    name:
                        "Giấy tờ thứ \(index): bản trích lục hoặc mảnh trích đo địa chính khu đất",
                    originals: index % 3, certified: index % 2, electronic: 1)
            },
            setCount: 1, handlingTime: "07 ngày làm việc", submittedAt: at, receivedAt: at,
            dueAt: due, collectAt: "Bộ phận Tiếp nhận và Trả kết quả, 76 Quang Trung",
            registerNumber: "Quyển số 01, số thứ tự 127",
            lookupAddress: "https://dichvucong.danang.gov.vn/tra-cuu",
            lookupPhone: "0236 1022", officer: "Nguyễn Thị Ánh Tuyết",
            trackingLink: "https://dichvucong.danang.gov.vn/tra-cuu#\(code)", signed: signed)
    }

    static func supplement(items: Int = 3) -> SupplementSlip {
        SupplementSlip(
            code: code, applicant: applicant, content: longProcedure,
            items: (1...items).map {
                "Mục \($0): bổ sung bản chính Giấy chứng nhận quyền sử dụng đất; bản đã nộp mờ, không đọc được số thửa."
            },
            reason: "Thành phần hồ sơ chưa đầy đủ theo quy định.",
            legalGround: "Điều 18 Nghị định số 101/2024/NĐ-CP", lastDay: due.localDate,
            officer: "Nguyễn Thị Ánh Tuyết", officerPhone: "0236 3822 555")
    }

    static let refusal = ReceptionRefusal(
        code: code, applicant: applicant, content: longProcedure,
        reason: "Thửa đất nêu trong đơn không thuộc địa bàn phường Hải Châu quản lý.",
        legalGround: "Điều 12 Luật Đất đai năm 2024",
        advice: "Ông/Bà vui lòng nộp hồ sơ tại Uỷ ban nhân dân phường Thanh Khê.",
        officer: "Nguyễn Thị Ánh Tuyết")
    static let apology = DelayApology(
        code: code, applicant: applicant, content: longProcedure, receivedAt: at, oldDueAt: due,
        newDueAt: due + .seconds(7 * 86_400),
        reason: "cần lấy thêm ý kiến của cơ quan quản lý đất đai và ý kiến chưa được gửi lại.",
        leader: "Trần Đình Hữu Khánh")
    static let stop = StopNotice(
        code: code, applicant: applicant, content: longProcedure, receivedAt: at, stoppedAt: due,
        reason: "người nộp hồ sơ đã qua đời và không có người thừa kế tham gia giải quyết.",
        legalGround: "Điều 84 Bộ luật Dân sự",
        advice: "Giấy tờ đã nộp được trả lại tại Bộ phận Tiếp nhận và Trả kết quả.",
        contact: "Nguyễn Thị Ánh Tuyết, số điện thoại 0236 3822 555",
        leader: "Trần Đình Hữu Khánh")

    static func handovers(rows: Int = 4) -> HandoverSheet {
        HandoverSheet(
            code: code, applicant: applicant, content: longProcedure,
            authority: "Uỷ ban nhân dân phường Hải Châu",
            assisting: "Chi nhánh Văn phòng đăng ký đất đai", dueAt: due,
            rows: (1...rows).map { index in
                .init(
                    from: "Nguyễn Thị Ánh Tuyết (Tiếp nhận)", to: "Lê Quốc Cường (Xử lý \(index))",
                    givenAt: at, takenAt: index == rows ? nil : at,
                    outcome: index == rows ? "" : "Đúng hạn",
                    note: index == 2 ? "Tạm dừng chờ bổ sung" : nil)
            })
    }

    static func register(rows: Int = 6) -> DossierRegister {
        DossierRegister(
            year: 2026, book: "01", from: at.localDate, to: due.localDate,
            rows: (1...rows).map { number in
                .init(
                    number: number, code: code, procedure: longProcedure, setCount: 1,
                    applicant: applicant, authority: "Uỷ ban nhân dân phường Hải Châu",
                    receivedAt: at, dueAt: due, returnedAt: number == rows ? nil : due,
                    collection: "Trực tuyến", note: number == 3 ? "Trả qua bưu chính" : nil)
            })
    }

    /// One of each kind.
    static let all: [Paper] = [
        paper(.receipt(receipt())), paper(.supplement(supplement())), paper(.refusal(refusal)),
        paper(.apology(apology)), paper(.stop(stop)), paper(.handovers(handovers())),
        paper(.register(register())),
    ]
    /// One of each kind that has lists, with long ones.
    static let long: [Paper] = [
        paper(.receipt(receipt(components: 20))), paper(.supplement(supplement(items: 25))),
        paper(.handovers(handovers(rows: 30))), paper(.register(register(rows: 40))),
    ]
}
