import CordonCatalog
import CordonValues

/// Finds out how a column writes days, from its first values.
///
/// Claim: an encoding is named only when the values looked at fit it and no other. Text that reads as a day is ISO. Numbers of eight
/// digits that read as days are ISO too. Numbers around 2.4 million are Julian days (1600 to 2300). Other numbers are Unix seconds when
/// most of them lie at least three years from 1970; small ones, such as a spreadsheet's day numbers, fit nothing.
struct DateDetection {
    /// Records that are looked at.
    static let sample = 2_000

    private var texts = 0
    private var julian = 0
    private var seconds = 0
    private var others = 0
    private static let julianDays = 2_305_447.5...2_561_117.5
    private static let farFrom1970 = 1e8
    private static let latest = 1e10

    mutating func see(_ field: SourceField) {
        switch field {
        case .null: break
        case .bytes: others += 1
        case .integer(let number): see(Double(number), text: String(number))
        case .real(let number): see(number, text: nil)
        case .text(let text):
            if FieldReading.isoDay(text) != nil { texts += 1 } else if let number = Double(text) { see(number, text: nil) } else { others += 1 }
        }
    }

    private mutating func see(_ number: Double, text: String?) {
        if let text, FieldReading.isoDay(text) != nil {
            texts += 1
        } else if Self.julianDays.contains(number) {
            julian += 1
        } else if number.magnitude >= Self.farFrom1970, number.magnitude <= Self.latest {
            seconds += 1
        } else {
            others += 1
        }
    }

    /// Nil when it cannot be told.
    var encoding: DateEncoding? {
        let numbers = julian + seconds + others
        // Values that are no days in a column of days are rejected one by one, later.
        if texts > 0 || numbers == 0 { return texts >= numbers ? .iso : nil }
        if julian == numbers { return .julianDay }
        return seconds * 2 > numbers ? .unixSeconds : nil
    }
}
