import CordonTrust
import CordonValues

/// One JSON object of an instance, read strictly: every member must be known, every value of its type. Errors say where.
struct InstanceObject {
    private let members: [StrictJSON.Member]
    let place: String

    init(_ json: StrictJSON, _ place: String, known: [String]) throws(Diagnostic) {
        guard case .object(let members) = json else { throw Diagnostic(.documentInvalid, "\(place) is not an object.") }
        for member in members where !known.contains(where: { $0.utf8.elementsEqual(member.name.utf8) }) {
            throw Diagnostic(.documentInvalid, "\(place) has a member that is not known.", hint: "It may have: \(known.joined(separator: ", ")).")
        }
        self.members = members
        self.place = place
    }

    func invalid(_ name: String, _ duty: String) -> Diagnostic {
        Diagnostic(.documentInvalid, "`\(name)` of \(place) must \(duty).")
    }

    /// Nil when it is not there or null.
    subscript(name: String) -> StrictJSON? {
        guard let value = members.first(where: { $0.name.utf8.elementsEqual(name.utf8) })?.value, value != .null else { return nil }
        return value
    }

    func required(_ name: String) throws(Diagnostic) -> StrictJSON {
        guard let value = self[name] else { throw Diagnostic(.documentInvalid, "\(place) has no `\(name)`.") }
        return value
    }

    func text(_ name: String) throws(Diagnostic) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw invalid(name, "be a text") }
        return text
    }

    func flag(_ name: String) throws(Diagnostic) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .boolean(let flag) = value else { throw invalid(name, "be true or false") }
        return flag
    }

    func array(_ name: String) throws(Diagnostic) -> [StrictJSON]? {
        guard let value = self[name] else { return nil }
        guard case .array(let elements) = value else { throw invalid(name, "be an array") }
        return elements
    }

    func whole(_ name: String) throws(Diagnostic) -> Int64? {
        guard let value = self[name] else { return nil }
        guard let number = Self.whole(value) else { throw invalid(name, "be a whole number") }
        return number
    }

    static func whole(_ json: StrictJSON) -> Int64? {
        guard case .number(let text) = json else { return nil }
        return Int64(text)
    }
}

/// Decimals as whole numbers of a unit.
struct InstanceUnit {
    /// Digits after the point.
    let decimals: Int

    /// Nil when the text is no number or finer than the unit.
    func units(_ json: StrictJSON) -> Int64? {
        guard case .number(let text) = json, let value = Rational(decimal: text) else { return nil }
        let scaled = value * Rational(power)
        guard scaled.isWhole else { return nil }
        return Int64(exactly: scaled.numerator)
    }

    /// As people write it.
    func text(_ units: Int64) -> String {
        guard decimals > 0 else { return String(units) }
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return (units < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }

    /// At most 10^6: the reader allows six digits.
    private var power: Int64 { (0..<decimals).reduce(1) { power, _ in power * 10 } }
}
