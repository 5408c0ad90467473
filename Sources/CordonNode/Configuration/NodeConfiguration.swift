import CordonCatalog
import CordonValues
import Foundation

/// A node's configuration file: who the hospital is, what it admits, where its data is, how much a question may take.
public struct NodeConfiguration: Sendable, Hashable {
    public let identity: NodeIdentity
    public let policy: NodePolicy
    public let data: DataPlaces
    public let limits: WorkLimits
    public let network: NetworkSettings
}

public struct NodeIdentity: Sendable, Hashable {
    public let id: String
    public let name: String
    /// Country or region code.
    public let jurisdiction: String

    public init(id: String, name: String, jurisdiction: String) throws(Diagnostic) {
        guard !id.isEmpty, id.utf8.count <= 64, id.utf8.allSatisfy(Self.isIDByte) else {
            throw Diagnostic(
                .usage, "'\(id)' is no usable node id.", hint: "Lower-case letters, digits and hyphens, at most 64: hospital-a.")
        }
        guard !name.isEmpty, name.utf8.count <= 200, !name.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw Diagnostic(.usage, "The hospital's name must be one line of at most 200 bytes.")
        }
        guard (2...16).contains(jurisdiction.utf8.count), jurisdiction.utf8.allSatisfy(Self.isRegionByte) else {
            throw Diagnostic(.usage, "'\(jurisdiction)' is no usable jurisdiction.", hint: "A country or region code: CH, DE, US-CA, EU.")
        }
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }

    private static func isRegionByte(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}

/// What the hospital admits beyond what charter and permit already demand: it can only ask for more.
public struct NodePolicy: Sendable, Hashable {
    public let minimumMode: ProtectionMode
    /// Nothing below this many patients, whatever a permit says.
    public let minimumThreshold: Int
}

/// How answers are protected on their way to a release, weakest first (DESIGN section 6).
public enum ProtectionMode: String, Sendable, Hashable, CaseIterable, Comparable {
    /// The coordinator sees the hospital's partial table, sealed to it, and releases merged cells.
    case merged
    /// The hospital runs disclosure control on its own partial table first.
    case siteFloor = "site-floor"
    /// The coordinator sees sums over hospitals only.
    case secure

    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .merged: 0
        case .siteFloor: 1
        case .secure: 2
        }
    }
}

public struct DataPlaces: Sendable, Hashable {
    /// The name of a catalog that Cordon ships, or the path of a catalog file.
    public let catalog: String
    public let mapping: String
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
    /// `http://host:port`; without it HTTPS_PROXY and NO_PROXY of the environment apply.
    public let proxy: String?
    /// Folder of further certificate authorities (PEM files), for proxies that inspect TLS.
    public let caDirectory: String?
}
