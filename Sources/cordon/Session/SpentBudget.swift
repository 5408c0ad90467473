import CordonTrust

/// How many sets of patients a permit's study, and those linked with it, were shown and may be.
struct SpentBudget {
    let permit: String
    let used: Int
    let limit: Int

    /// Nil for anything else.
    init?(_ json: StrictJSON) {
        guard case .string(let permit)? = json["permit"], let used = Self.count(json["used"]), let limit = Self.count(json["limit"]) else {
            return nil
        }
        self.permit = permit
        self.used = used
        self.limit = limit
    }

    private static func count(_ json: StrictJSON?) -> Int? {
        guard case .number(let digits)? = json else { return nil }
        return Int(digits)
    }
}
