import CordonDisclosure
import CordonTrust
import CordonValues

/// Reads the parts of an instance.
struct InstanceReader {
    let unit: InstanceUnit
    let isCount: Bool

    static let cellMembers = [
        "id", "atoms", "value", "contributors", "top", "standing", "round", "primary", "protection", "parent",
    ]

    func atoms(_ elements: [StrictJSON]) throws(Diagnostic) -> [InstanceAtom] {
        guard elements.count <= SuppressionInstance.mostAtoms else { throw Diagnostic(.tooManyGroups, "The instance has too many atoms.") }
        var atoms: [InstanceAtom] = []
        for (number, json) in elements.enumerated() {
            if case .object = json {
                let object = try InstanceObject(json, "atom \(number)", known: ["value", "low", "high"])
                atoms.append(
                    InstanceAtom(
                        value: try units(object, "value", else: nil), low: try units(object, "low", else: 0),
                        high: object["high"] == nil ? nil : try units(object, "high", else: nil)))
            } else {
                guard let value = unit.units(json) else {
                    throw Diagnostic(.documentInvalid, "Atom \(number) is no number with at most \(unit.decimals) decimals.")
                }
                atoms.append(InstanceAtom(value: value))
            }
        }
        return atoms
    }

    private func units(_ object: InstanceObject, _ name: String, else standard: Int64?) throws(Diagnostic) -> Int64 {
        guard let json = object[name] else {
            guard let standard else { throw Diagnostic(.documentInvalid, "\(object.place) has no `\(name)`.") }
            return standard
        }
        guard let value = unit.units(json) else { throw object.invalid(name, "be a number with at most \(unit.decimals) decimals") }
        return value
    }

    func identifiers(_ parts: [InstanceObject]) throws(Diagnostic) -> [String] {
        var known: Set<String> = []
        var all: [String] = []
        for part in parts {
            guard let id = try part.text("id"), known.insert(id).inserted else { throw part.invalid("id", "be a text that no other cell has") }
            all.append(id)
        }
        return all
    }

    func cell(_ part: InstanceObject, atoms: [InstanceAtom], numbers: [String: Int]) throws(Diagnostic) -> InstanceCell {
        var members: [Int] = []
        for json in try part.array("atoms") ?? [] {
            guard let atom = InstanceObject.whole(json), (0..<Int64(atoms.count)).contains(atom), members.last.map({ $0 < Int(atom) }) ?? true
            else { throw part.invalid("atoms", "be numbers of atoms, ascending") }
            members.append(Int(atom))
        }
        // Each is at most 2^63; the instance checks the sum, here it may only not trap.
        let value = members.reduce(Int64(0)) { $0 &+ atoms[$1].value }
        if let given = part["value"], unit.units(given) != value { throw part.invalid("value", "be the sum over its atoms") }
        let natural = isCount ? value : Int64(members.count { atoms[$0].value != 0 })
        var cell = InstanceCell(atoms: members, contributors: try part.whole("contributors") ?? natural)
        cell.largest = try largest(part)
        cell.standing = try standing(part)
        if part["round"] != nil { cell.roundingBase = try units(part, "round", else: nil) }
        cell.isPrimary = try part.flag("primary")
        if let levels = part["protection"] { cell.levels = try own(levels, value: value, contributors: cell.contributors, part) }
        if let parent = try part.text("parent") {
            guard let number = numbers[parent] else { throw part.invalid("parent", "be the id of a cell") }
            cell.parent = number
        }
        return cell
    }

    private func largest(_ part: InstanceObject) throws(Diagnostic) -> [Int64] {
        var all: [Int64] = []
        for json in try part.array("top") ?? [] {
            guard let value = unit.units(json), all.last.map({ $0 >= value }) ?? true else { throw part.invalid("top", "be numbers, descending") }
            all.append(value)
        }
        return all
    }

    private func standing(_ part: InstanceObject) throws(Diagnostic) -> InstanceCell.Standing {
        guard let text = try part.text("standing") else { return .open }
        guard let standing = InstanceCell.Standing(rawValue: text) else {
            throw part.invalid("standing", "be one of " + InstanceCell.Standing.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return standing
    }

    /// Levels that one cell names for itself.
    private func own(_ json: StrictJSON, value: Int64, contributors: Int64, _ part: InstanceObject) throws(Diagnostic) -> ProtectionLevels {
        switch try levels(json, of: part) {
        case .levels(let levels): return levels
        case .threshold: throw part.invalid("protection", "be \"exact\", {\"percent\"} or {\"lower\", \"upper\", \"width\"}")
        case .share(let share):
            let part = max(1, Int64(clamping: (Int128(value.magnitude) * Int128(share) + 9_999) / 10_000))
            return ProtectionLevels(lower: part, upper: part, width: 1)
        }
    }

    func levels(_ json: StrictJSON, of part: InstanceObject) throws(Diagnostic) -> InstanceRules.DefaultLevels {
        if case .string("threshold") = json { return .threshold }
        if case .string("exact") = json { return .levels(.inexact) }
        let object = try InstanceObject(json, "`protection` of \(part.place)", known: ["percent", "lower", "upper", "width"])
        if let percent = object["percent"] { return .share(try hundredths(percent, object, "percent")) }
        return .levels(
            ProtectionLevels(
                lower: try units(object, "lower", else: 0), upper: try units(object, "upper", else: 0), width: try units(object, "width", else: 1)))
    }

    /// A percentage as hundredths of a percent.
    func hundredths(_ json: StrictJSON, _ part: InstanceObject, _ name: String) throws(Diagnostic) -> Int64 {
        guard let share = InstanceUnit(decimals: 2).units(json), share >= 0 else {
            throw part.invalid(name, "be a percentage with at most two decimals")
        }
        return share
    }
}
