import CordonValues

/// The parameters of disclosure control for one question: the stricter of charter and permit.
public struct DisclosureRules: Sendable, Hashable {
    /// T: a cell describes 0 or at least this many patients.
    public let threshold: Int64
    /// A cell with patients has them from at least this many hospitals.
    public let minimumHospitals: Int
    public var zeros = ZeroPolicy.publish
    /// The hospitals that readers belong to: what is left of a cell without one of them is a cell too.
    public var memberHospitals: Set<String> = []
    /// The hospitals that are asked, where each of them lets its results be seen alone.
    public var siteResults: Set<String> = []
    /// What numbers of rows and patients are rounded to (``CellRounding``); nil for none.
    public var rounding: Int64?
    /// Which answers are kept apart where one is almost the others together. A permit says three where it says nothing; a stored release that says nothing was made under two.
    public var combinations = Combinations.pairs
    /// What becomes of values outside the catalog's bounds; nil: they count as they are.
    public var outOfBounds: OutOfBounds?
    /// In `siteFloor` every cell of every hospital has passed all rules at that hospital.
    public var mode = ReleaseMode.merged

    public init(threshold: Int64, minimumHospitals: Int) {
        self.threshold = threshold
        self.minimumHospitals = minimumHospitals
    }

    /// True when these rules show nothing that `other` would hide on its own account, nor another figure. What is shown where values out of bounds are refused
    /// has none.
    public func areAtLeastAsStrict(as other: Self) -> Bool {
        threshold >= other.threshold && minimumHospitals >= other.minimumHospitals && (zeros == .protect || other.zeros == .publish)
            && memberHospitals.isSuperset(of: other.memberHospitals) && (siteResults.isEmpty || siteResults == other.siteResults)
            && (rounding ?? 1) >= (other.rounding ?? 1)
            && combinations >= other.combinations
            && (outOfBounds == .refuse || outOfBounds == other.outOfBounds)
            && (mode == other.mode || other.mode == .merged)
    }

    /// True when `patients` is a number that may not be learnt: between 1 and T − 1, or 0 where that is protected.
    func isSmall(_ patients: Int64) -> Bool { patients < threshold && (patients > 0 || patients == 0 && zeros == .protect) }
}

extension DisclosureRules: Codable {
    private enum Name: String, CodingKey {
        case threshold, minimumHospitals, zeros, memberHospitals, siteResults, rounding, combinations, outOfBounds, mode
    }

    /// Releases of before a rule was there were made without it.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        self.init(
            threshold: try values.decode(Int64.self, forKey: .threshold),
            minimumHospitals: try values.decode(Int.self, forKey: .minimumHospitals))
        zeros = try values.decodeIfPresent(ZeroPolicy.self, forKey: .zeros) ?? .publish
        memberHospitals = Set(try values.decodeIfPresent([String].self, forKey: .memberHospitals) ?? [])
        siteResults = Set(try values.decodeIfPresent([String].self, forKey: .siteResults) ?? [])
        rounding = try values.decodeIfPresent(Int64.self, forKey: .rounding)
        combinations = try values.decodeIfPresent(Int.self, forKey: .combinations).flatMap(Combinations.init) ?? .pairs
        outOfBounds = try values.decodeIfPresent(OutOfBounds.self, forKey: .outOfBounds)
        mode = try values.decodeIfPresent(ReleaseMode.self, forKey: .mode) ?? .merged
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Name.self)
        try values.encode(threshold, forKey: .threshold)
        try values.encode(minimumHospitals, forKey: .minimumHospitals)
        if zeros != .publish { try values.encode(zeros, forKey: .zeros) }
        if !memberHospitals.isEmpty { try values.encode(memberHospitals.sorted(), forKey: .memberHospitals) }
        try values.encodeIfPresent(rounding, forKey: .rounding)
        if !siteResults.isEmpty { try values.encode(siteResults.sorted(), forKey: .siteResults) }
        if combinations != .pairs { try values.encode(combinations.rawValue, forKey: .combinations) }
        try values.encodeIfPresent(outOfBounds, forKey: .outOfBounds)
        if mode != .merged { try values.encode(mode, forKey: .mode) }
    }
}
