import CordonTrust
import CordonValues

/// A node's configuration file: who the hospital is, what it admits, where its data is, how much a question may take.
public struct NodeConfiguration: Sendable, Hashable {
    public let identity: NodeIdentity
    public let policy: NodePolicy
    public let data: DataPlaces
    public let limits: WorkLimits
    public let network: NetworkSettings
    /// SHA-256 of the file, hexadecimal.
    public let hash: String
}

public struct NodeIdentity: Sendable, Hashable {
    public let id: String
    public let name: String
    /// Country or region code.
    public let jurisdiction: String

    public init(id: String, name: String, jurisdiction: String) throws(Diagnostic) {
        guard NameGrammar.isIdentifier(id) else {
            throw Diagnostic(
                .usage, "'\(id)' is no usable node id.", hint: "Lower-case letters, digits and hyphens, at most 63: hospital-a.")
        }
        guard NameGrammar.isLine(name) else { throw Diagnostic(.usage, "The hospital's name must be one line.") }
        guard NameGrammar.isJurisdiction(jurisdiction) else {
            throw Diagnostic(.usage, "'\(jurisdiction)' is no usable jurisdiction.", hint: "A country or region code: CH, DE, US-CA.")
        }
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
    }
}

public struct DataPlaces: Sendable, Hashable {
    /// The name of a catalog that Cordon ships, or the path of a catalog file.
    public let catalog: String
    /// Nil: mapping.yaml where there is one, else all by its name.
    public let mapping: String?
    /// Snapshots kept after a load, the newest ones.
    public let keptSnapshots: Int
}

/// What one question may take, and how many run at once.
public struct WorkLimits: Sendable, Hashable {
    public let seconds: Int
    public let memoryMegabytes: Int
    public let groups: Int
    public let jobs: Int
    public let queue: Int
}

public struct NetworkSettings: Sendable, Hashable {
    /// `http://host:port`, or `none`. Nil: HTTPS_PROXY and NO_PROXY of the environment apply.
    public let proxy: String?
    /// Folder of further certificate authorities (PEM files), for proxies that inspect TLS.
    public let caDirectory: String?
}
