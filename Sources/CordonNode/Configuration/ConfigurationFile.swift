import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

extension NodeConfiguration {
    /// Reads the configuration of a state folder.
    public init(_ state: StateFolder) throws(Diagnostic) {
        guard let bytes = FileManager.default.contents(atPath: state.configuration) else {
            throw Diagnostic(
                .fileUnreadable, "The configuration '\(state.configuration)' cannot be read.",
                hint: "Make a state folder with 'cordon-node init', or name the right one with --state.")
        }
        try self.init(yaml: bytes, place: state.configuration)
    }

    /// Reads a configuration from the bytes of its YAML file; `place` names the file in errors.
    public init(yaml bytes: Data, place: String) throws(Diagnostic) {
        let root = try YAMLNode(bytes, place: place, code: .configurationInvalid)
        try root.allow(["node", "policy", "data", "limits", "network"])
        self.init(
            identity: try NodeIdentity(root.member("node")), policy: try NodePolicy(root.member("policy")),
            data: try DataPlaces(root.member("data")), limits: try WorkLimits(root.section("limits")),
            network: try NetworkSettings(root.section("network")), hash: Hexadecimal.sha256(bytes))
    }

    /// The catalog that this node's data follows.
    public func catalog(in state: StateFolder) throws(Diagnostic) -> Catalog {
        try Catalog.shipped(data.catalog, orFile: state.resolve(data.catalog))
    }

    /// The mapping that the configuration names. Where it names none and there is no mapping.yaml, all is read by its name.
    public func mapping(in state: StateFolder, catalog: Catalog) throws(Diagnostic) -> Mapping {
        if let named = data.mapping { return try Mapping(file: state.resolve(named), catalog: catalog) }
        let usual = state.file("mapping.yaml")
        return FileManager.default.fileExists(atPath: usual) ? try Mapping(file: usual, catalog: catalog) : .byName(catalog)
    }
}

extension NodeIdentity {
    fileprivate init(_ node: YAMLNode) throws(Diagnostic) {
        try node.allow(["id", "name", "jurisdiction"])
        let (id, name) = (try node.member("id").string(), try node.member("name").string())
        let jurisdiction = try node.member("jurisdiction").string()
        do throws(Diagnostic) {
            try self.init(id: id, name: name, jurisdiction: jurisdiction)
        } catch {
            throw node.error(error.message, hint: error.hint)
        }
    }
}

extension DataPlaces {
    fileprivate init(_ node: YAMLNode) throws(Diagnostic) {
        try node.allow(["catalog", "mapping", "keep_snapshots"])
        catalog = try node.member("catalog").string()
        mapping = try node.optional("mapping")?.string()
        keptSnapshots = try node.number("keep_snapshots", in: 1...1000) ?? 3
    }
}

extension WorkLimits {
    fileprivate init(_ node: YAMLNode?) throws(Diagnostic) {
        try node?.allow(["seconds", "memory_mb", "groups", "jobs", "queue"])
        seconds = try node?.number("seconds", in: 1...86_400) ?? 300
        memoryMegabytes = try node?.number("memory_mb", in: 16...1_000_000) ?? 512
        groups = try node?.number("groups", in: 1...10_000_000) ?? 1_000_000
        jobs = try node?.number("jobs", in: 1...2) ?? 1
        queue = try node?.number("queue", in: 1...1000) ?? 16
    }
}

extension NetworkSettings {
    fileprivate init(_ node: YAMLNode?) throws(Diagnostic) {
        try node?.allow(["proxy", "ca_directory"])
        proxy = try node?.optional("proxy")?.string()
        caDirectory = try node?.optional("ca_directory")?.string()
    }
}

extension YAMLNode {
    /// A section that may be left out; one in which every line is a comment is left out too.
    func section(_ name: String) throws(Diagnostic) -> YAMLNode? {
        guard let section = try optional(name) else { return nil }
        if let text = try? section.string(), text.isEmpty { return nil }
        return section
    }

    func number(_ name: String, in range: ClosedRange<Int>) throws(Diagnostic) -> Int? {
        guard let node = try optional(name) else { return nil }
        let value = try node.integer()
        guard range.contains(value) else { throw node.error("\(name) lies between \(range.lowerBound) and \(range.upperBound).") }
        return value
    }
}
