import CordonValues

/// The catalog that the network speaks, by the hash of its file.
public struct CharterCatalog: Sendable, Hashable {
    public let name: String
    public let version: String
    public let hash: String

    public init(name: String, version: String, hash: String) throws(Diagnostic) {
        let checks = DocumentChecks("charter's catalog")
        try checks.line(name, "name", limit: 100)
        try checks.line(version, "version", limit: 100)
        try checks.digest(hash, "hash")
        self.name = name
        self.version = version
        self.hash = hash
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "charter's catalog", members: ["name", "version", "hash"])
        try self.init(name: reader.string("name"), version: reader.string("version"), hash: reader.string("hash"))
    }

    var json: StrictJSON {
        .object([.init("name", .string(name)), .init("version", .string(version)), .init("hash", .string(hash))])
    }
}

/// The coordinator that may dispatch questions of this network.
public struct CharterCoordinator: Sendable, Hashable {
    public let id: String
    public let name: String
    public let jurisdiction: String
    public let url: String
    public let key: VerifyingKey

    public init(id: String, name: String, jurisdiction: String, url: String, key: VerifyingKey) throws(Diagnostic) {
        let checks = DocumentChecks("charter's coordinator")
        try checks.party(id: id, name: name, jurisdiction: jurisdiction)
        try checks.url(url, "url")
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
        self.url = url
        self.key = key
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "charter's coordinator", members: ["id", "name", "jurisdiction", "url", "key"])
        try self.init(
            id: reader.string("id"), name: reader.string("name"), jurisdiction: reader.string("jurisdiction"),
            url: reader.string("url"), key: reader.key("key"))
    }

    var json: StrictJSON {
        .object([
            .init("id", .string(id)), .init("name", .string(name)), .init("jurisdiction", .string(jurisdiction)),
            .init("url", .string(url)), .init("key", .string(key.text)),
        ])
    }
}

/// A hospital of the network.
public struct CharterMember: Sendable, Hashable {
    public let id: String
    public let name: String
    public let jurisdiction: String
    public let key: VerifyingKey
    /// The key before, while it is still taken.
    public let previous: PreviousKey?

    public init(
        id: String, name: String, jurisdiction: String, key: VerifyingKey, previous: PreviousKey? = nil
    ) throws(Diagnostic) {
        try DocumentChecks("charter's member").party(id: id, name: name, jurisdiction: jurisdiction)
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
        self.key = key
        self.previous = previous
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "charter's member", members: ["id", "name", "jurisdiction", "key"], optional: ["previous"])
        try self.init(
            id: reader.string("id"), name: reader.string("name"), jurisdiction: reader.string("jurisdiction"),
            key: reader.key("key"), previous: json["previous"].map { json throws(Diagnostic) in try PreviousKey(json: json) })
    }

    var json: StrictJSON {
        .object([
            .init("id", .string(id)), .init("name", .string(name)), .init("jurisdiction", .string(jurisdiction)),
            .init("key", .string(key.text)),
        ] + (previous.map { [.init("previous", $0.json)] } ?? []))
    }

    /// The keys that are taken for this member now, the present one first.
    public func keys(at now: Timestamp) -> [VerifyingKey] {
        [key] + (previous.flatMap { now < $0.validUntil ? [$0.key] : nil } ?? [])
    }
}

/// A member's key before its present one.
public struct PreviousKey: Sendable, Hashable {
    public let key: VerifyingKey
    /// Until then both are taken.
    public let validUntil: Timestamp

    public init(key: VerifyingKey, validUntil: Timestamp) {
        self.key = key
        self.validUntil = validUntil
    }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(json, "charter's previous key", members: ["key", "valid_until"])
        try self.init(key: reader.key("key"), validUntil: reader.timestamp("valid_until"))
    }

    var json: StrictJSON { .object([.init("key", .string(key.text)), .init("valid_until", .string(validUntil.text))]) }
}

/// What no permit may go below.
public struct CharterFloors: Sendable, Hashable {
    /// The smallest number of patients that a released cell may describe, unless it is none.
    public let threshold: Int
    /// The smallest number of hospitals that must answer and contribute.
    public let minimumHospitals: Int
    /// The modes that permits may choose from.
    public let modes: [ReleaseMode]
    /// With how many hospitals one person may be: patients are counted at each, so that T is so many times the threshold.
    public let overlapFactor: Int

    public init(threshold: Int, minimumHospitals: Int, modes: [ReleaseMode], overlapFactor: Int = 1) throws(Diagnostic) {
        let checks = DocumentChecks("charter's floors")
        try checks.require((2...1_000_000).contains(threshold), "threshold", "lie between 2 and 1000000")
        try checks.require((1...1000).contains(minimumHospitals), "minimum_hospitals", "lie between 1 and 1000")
        try checks.require(!modes.isEmpty && Set(modes).count == modes.count, "modes", "name at least one mode, none twice")
        try checks.require((1...10).contains(overlapFactor), "overlap_factor", "lie between 2 and 10, or be left out")
        self.threshold = threshold
        self.minimumHospitals = minimumHospitals
        self.modes = modes
        self.overlapFactor = overlapFactor
    }

    /// T under a permit: no cell describes fewer patients, as the hospitals count them, unless it is none.
    public func patients(under permit: Permit) -> Int64 { Int64(max(threshold, permit.threshold) * overlapFactor) }

    init(json: StrictJSON) throws(Diagnostic) {
        let reader = try DocumentReader(
            json, "charter's floors", members: ["threshold", "minimum_hospitals", "modes"], optional: ["overlap_factor"])
        let factor = json["overlap_factor"] == nil ? 1 : try reader.integer("overlap_factor")
        // A document has one way to say that there is no overlap.
        guard factor != 1 || json["overlap_factor"] == nil else { throw reader.invalid("overlap_factor", "lie between 2 and 10, or be left out") }
        var modes: [ReleaseMode] = []
        for text in try reader.strings("modes") { modes.append(try ReleaseMode.read(text, DocumentChecks("charter"))) }
        try self.init(
            threshold: reader.integer("threshold"), minimumHospitals: reader.integer("minimum_hospitals"), modes: modes,
            overlapFactor: factor)
    }

    var json: StrictJSON {
        .object([
            .init("threshold", .integer(threshold)), .init("minimum_hospitals", .integer(minimumHospitals)),
            .init("modes", .strings(modes.map(\.rawValue))),
        ] + (overlapFactor > 1 ? [.init("overlap_factor", .integer(overlapFactor))] : []))
    }
}
