import CordonValues
import Foundation

/// A moment as signed documents write it: RFC 3339 in UTC with whole seconds, `2026-05-01T09:30:00Z` and no other spelling.
/// Years 1970 to 9999, no leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let secondsSince1970: Int64

    private static let last: Int64 = 253_402_300_799

    /// Drops the fraction of a second; moments outside 1970 to 9999 become the nearest one inside.
    public init(_ date: Date) {
        let seconds = date.timeIntervalSince1970.rounded(.down)
        secondsSince1970 = seconds >= Double(Self.last) ? Self.last : (seconds > 0 ? Int64(seconds) : 0)
    }

    /// Nil outside years 1970 to 9999.
    public init?(secondsSince1970 seconds: Int64) {
        guard (0...Self.last).contains(seconds) else { return nil }
        secondsSince1970 = seconds
    }

    /// Reads `YYYY-MM-DDTHH:MM:SSZ` and nothing else.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            bytes[19] == UInt8(ascii: "Z"), let day = CalendarDate(iso: String(decoding: bytes[0..<10], as: UTF8.self))
        else { return nil }
        func number(_ start: Int) -> Int64? {
            let tens = bytes[start]
            let ones = bytes[start + 1]
            let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
            guard digits.contains(tens), digits.contains(ones) else { return nil }
            return Int64(tens - digits.lowerBound) * 10 + Int64(ones - digits.lowerBound)
        }
        guard let hour = number(11), let minute = number(14), let second = number(17), hour < 24, minute < 60, second < 60 else {
            return nil
        }
        self.init(secondsSince1970: Int64(day.daysSince1970) * 86_400 + hour * 3600 + minute * 60 + second)
    }

    public var date: Date { Date(timeIntervalSince1970: TimeInterval(secondsSince1970)) }

    public var text: String {
        func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
        let day = CalendarDate(daysSince1970: secondsSince1970 / 86_400) ?? .last
        let second = secondsSince1970 % 86_400
        return "\(day)T\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))Z"
    }

    /// The moment `seconds` later, kept inside the years a document can write.
    public func adding(_ seconds: Seconds) -> Timestamp {
        let (sum, overflow) = secondsSince1970.addingReportingOverflow(Int64(seconds))
        return Timestamp(secondsSince1970: overflow ? Self.last : min(max(0, sum), Self.last)) ?? self
    }

    public static func < (left: Self, right: Self) -> Bool { left.secondsSince1970 < right.secondsSince1970 }
}

extension Timestamp: CustomStringConvertible {
    public var description: String { text }
}

/// A span of time in whole seconds.
public typealias Seconds = Int
