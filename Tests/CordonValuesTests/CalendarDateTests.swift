import CordonValues
import Testing

@Suite struct CalendarDateTests {
    @Test func `every day of nine thousand years comes back from its parts, one day after the other`() {
        var failures = 0
        var expected = (year: 1, month: 1, day: 1)
        for number in Int64(CalendarDate.first.daysSince1970)...Int64(CalendarDate.last.daysSince1970) {
            guard let date = CalendarDate(daysSince1970: number) else {
                failures += 1
                continue
            }
            let (year, month, day) = date.components
            if (year, month, day) != expected || CalendarDate(year: year, month: month, day: day) != date { failures += 1 }
            expected.day += 1
            if expected.day > CalendarDate.days(inMonth: expected.month, of: expected.year) {
                expected = expected.month == 12 ? (expected.year + 1, 1, 1) : (expected.year, expected.month + 1, 1)
            }
        }
        #expect(failures == 0)
        #expect(expected == (10000, 1, 1))
    }

    @Test func `known days have their numbers`() {
        #expect(CalendarDate(iso: "1970-01-01")?.daysSince1970 == 0)
        #expect(CalendarDate(iso: "2000-03-01")?.daysSince1970 == 11_017)
        #expect(CalendarDate(iso: "0001-01-01") == .first)
        #expect(CalendarDate(iso: "9999-12-31") == .last)
        #expect(CalendarDate(iso: "0987-06-05")?.description == "0987-06-05")
    }

    @Test(arguments: [
        "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "0000-01-01", "2024-1-1", "2024-01-01 ", "2024/01/01",
        "", "20240101", "٢٠٢٤-٠١-٠١", "-024-01-01",
    ])
    func `what names no day is refused`(text: String) {
        #expect(CalendarDate(iso: text) == nil)
    }

    @Test func `days beyond the calendar are refused`() {
        #expect(CalendarDate(daysSince1970: -719_163) == nil)
        #expect(CalendarDate(daysSince1970: 2_932_897) == nil)
        #expect(CalendarDate(daysSince1970: .min) == nil)
        #expect(CalendarDate(year: .max, month: 1, day: 1) == nil)
    }
}
