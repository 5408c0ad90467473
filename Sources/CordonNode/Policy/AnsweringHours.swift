import CordonTrust
import Foundation

/// When a node answers by itself: on some weekdays, from one time of the day until another, by the clocks of a time zone.
public struct AnsweringHours: Sendable, Hashable {
    public enum Weekday: String, Sendable, Hashable, CaseIterable {
        case sunday = "sun", monday = "mon", tuesday = "tue", wednesday = "wed", thursday = "thu", friday = "fri", saturday = "sat"
    }

    public let timeZone: TimeZone
    public let weekdays: Set<Weekday>
    /// Minutes since midnight, of which the last is not one of answering.
    public let minutes: Range<Int>

    init(timeZone: TimeZone, weekdays: Set<Weekday>, minutes: Range<Int>) {
        self.timeZone = timeZone
        self.weekdays = weekdays
        self.minutes = minutes
    }

    func contains(_ moment: Timestamp) -> Bool {
        let parts = calendar.dateComponents([.hour, .minute], from: moment.date)
        guard let hour = parts.hour, let minute = parts.minute else { return false }
        return isOn(moment.date) && minutes.contains(hour * 60 + minute)
    }

    /// When they begin next; nil where that is not within the next week.
    func opening(after moment: Timestamp) -> Timestamp? {
        let today = calendar.startOfDay(for: moment.date)
        for distance in 0...7 {
            guard let day = calendar.date(byAdding: .day, value: distance, to: today), isOn(day),
                let start = calendar.date(
                    bySettingHour: minutes.lowerBound / 60, minute: minutes.lowerBound % 60, second: 0, of: day)
            else { continue }
            if start > moment.date { return Timestamp(start) }
        }
        return nil
    }

    private func isOn(_ date: Date) -> Bool {
        let number = calendar.component(.weekday, from: date) - 1
        return Weekday.allCases.indices.contains(number) && weekdays.contains(Weekday.allCases[number])
    }

    private var calendar: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return calendar
    }

    /// `mon, tue, 08:00 to 18:00 (Europe/Paris)`.
    public var text: String {
        let days = Weekday.allCases.filter(weekdays.contains).map(\.rawValue).joined(separator: ", ")
        return "\(days), \(Self.time(minutes.lowerBound)) to \(Self.time(minutes.upperBound)) (\(timeZone.identifier))"
    }

    /// Minutes since midnight from `HH:MM`, 00:00 to 24:00.
    static func minutes(_ text: String) -> Int? {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(halves[0]), let minute = Int(halves[1]), minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }

    private static func time(_ minutes: Int) -> String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
