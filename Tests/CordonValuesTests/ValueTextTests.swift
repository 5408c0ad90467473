import CordonValues
import Testing

@Suite struct ValueTextTests {
    @Test func `every reference text of a double and of a numeric is the reference's`() throws {
        let lines = try vectors("texts")
        #expect(lines.count > 400)
        for line in lines {
            let value: Value
            let type = try #require(ValueType(rawValue: line[0]))
            if type == .double {
                value = .double(Double(bitPattern: try #require(UInt64(line[1], radix: 16))))
            } else {
                let parts = line[1].split(separator: "/")
                value = .numeric(try #require(fraction(parts[0], parts[1])))
            }
            #expect(value.text(as: type) == line[2])
        }
    }

    @Test func `the other types have plain texts`() throws {
        #expect(Value.integer(.min).text(as: .bigint) == "-9223372036854775808")
        #expect(Value.integer(-7).text(as: .integer) == "-7")
        #expect(Value.boolean(true).text(as: .boolean) == "true")
        #expect(Value.boolean(false).text(as: .boolean) == "false")
        #expect(Value.text("Zürich, \"a\"").text(as: .text) == "Zürich, \"a\"")
        #expect(Value.date(try #require(CalendarDate(year: 2024, month: 2, day: 29))).text(as: .date) == "2024-02-29")
        #expect(Value.double(.nan).text(as: .double) == "NaN")
        #expect(Value.double(-.infinity).text(as: .double) == "-Infinity")
        #expect(Value.double(-0.0).text(as: .double) == "0")
    }

    @Test func `a number of another kind has a text where the type can hold it`() {
        #expect(Value.integer(3).text(as: .double) == "3")
        #expect(Value.integer(3).text(as: .numeric) == "3")
        #expect(Value.numeric(Rational(3 as Int64)).text(as: .bigint) == "3")
        #expect(Value.numeric(Rational(decimal: "2.5") ?? .zero).text(as: .bigint) == nil)
        #expect(Value.numeric(Rational(decimal: "2.5") ?? .zero).text(as: .double) == "2.5")
    }

    @Test func `NULL and a value of another type have no text`() {
        for type in ValueType.allCases { #expect(Value.null.text(as: type) == nil) }
        #expect(Value.text("1").text(as: .integer) == nil)
        #expect(Value.boolean(true).text(as: .integer) == nil)
        #expect(Value.double(1).text(as: .numeric) == nil)
    }
}
