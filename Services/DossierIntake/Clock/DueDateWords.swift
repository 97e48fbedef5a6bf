import Contracts
import Lifecycle

extension DueDate {
    /// The explanation in sentences that citizens and officers read, in order.
    var inWords: [String] {
        let told = explanation
        var sentences = [told.beginning]
        sentences += told.spans.map { $0.inWords(of: told.unit) }
        if let year = told.unpublishedYear {
            sentences.append(
                "Lịch nghỉ lễ, Tết năm \(year) chưa được công bố nên mới trừ ngày cuối tuần.")
        }
        sentences.append("Hạn: \(dueAt.inSentence). Căn cứ: \(told.article).")
        return sentences
    }
}

extension DueDateExplanation {
    fileprivate var beginning: String {
        let time = "Thời hạn \(amount) \(unit.title)"
        guard let delay else { return "\(time), tính từ lúc nhận \(receivedAt.inSentence)." }
        let why =
            switch delay {
            case .afterLastHour: "nhận sau 15:00 nên tính từ ngày làm việc kế tiếp"
            case .outsideHours: "nhận ngoài giờ làm việc"
            case .dayOff: "nhận vào ngày nghỉ"
            }
        return
            "\(time). Nhận lúc \(receivedAt.inSentence), \(why): tính từ \(countedFrom.inSentence)."
    }
}

extension TimeUnit {
    /// What follows a number.
    var title: String {
        switch self {
        case .workingDay: "ngày làm việc"
        case .calendarDay: "ngày"
        case .workingHour: "giờ làm việc"
        case .month: "tháng"
        }
    }
}

extension CountedSpan {
    fileprivate func inWords(of unit: TimeUnit) -> String {
        let stretch = "Từ \(from.inSentence) đến \(until.inSentence)"
        switch kind {
        case .counted:
            let isWorkingTime = unit == .workingDay || unit == .workingHour
            return "\(stretch): tính \(isWorkingTime ? hours : "\(counts) ngày")."
        case .paused: return "\(stretch): tạm dừng tính giờ (\(reason ?? "chờ"))."
        case .skipped:
            let last = until.localDate.adding(days: until.minuteOfDay == 0 ? -1 : 0)
            let days =
                last == from.localDate
                ? "Ngày \(last.vietnamese)"
                : "Từ ngày \(from.localDate.vietnamese) đến ngày \(last.vietnamese)"
            return "\(days): không tính (\(reason ?? "ngày nghỉ"))."
        }
    }

    private var hours: String {
        let (hours, minutes) = counts.quotientAndRemainder(dividingBy: 60)
        let parts = [hours > 0 ? "\(hours) giờ" : nil, minutes > 0 ? "\(minutes) phút" : nil]
        return parts.compactMap { $0 }.joined(separator: " ") + " làm việc"
    }
}
