import CordonAudit
import CordonCatalog
import CordonTrust
import CordonValues
import Foundation

/// Makes a node's state folder: keys, member card, configuration, a mapping to start from.
public enum NodeSetup {
    public struct Wishes: Sendable {
        public let identity: NodeIdentity
        public let minimumMode: ReleaseMode
        public let minimumThreshold: Int
        public let catalog: String

        public init(identity: NodeIdentity, minimumMode: ReleaseMode, minimumThreshold: Int, catalog: String) {
            self.identity = identity
            self.minimumMode = minimumMode
            self.minimumThreshold = minimumThreshold
            self.catalog = catalog
        }
    }

    /// Refuses a folder that has a configuration already. The configuration is written last, so that a folder that has one is whole;
    /// after a failure the same call finishes the work with the key that was made.
    public static func initialise(_ state: StateFolder, _ wishes: Wishes, now: Date) throws(Diagnostic) -> Signed<MemberCard> {
        guard !FileManager.default.fileExists(atPath: state.configuration) else {
            throw Diagnostic(
                .conflict, "'\(state.path)' is a node's state folder already.", hint: "Edit its config.yaml, or name another folder.")
        }
        let catalog = try Catalog.shipped(wishes.catalog, orFile: state.resolve(wishes.catalog))
        try state.create()
        let identity = wishes.identity
        let isNew = !FileManager.default.fileExists(atPath: state.signingKey)
        let key = try signingKey(state)
        let audit = try state.auditLog(identity)
        if isNew { try audit.append(AuditEvent(.keyMade, [AuditField("key", key.verifyingKey.id.text)])) }
        let card = try Signed.sign(
            MemberCard(
                id: identity.id, name: identity.name, jurisdiction: identity.jurisdiction, key: key.verifyingKey,
                created: Timestamp(now)), by: key)
        try StateFolder.write(card.bytes, to: state.memberCard)
        if !FileManager.default.fileExists(atPath: state.file("mapping.yaml")) {
            try StateFolder.write(Data(MappingSkeleton.text(catalog).utf8), to: state.file("mapping.yaml"))
        }
        let configuration = ConfigurationTemplate.text(
            identity, minimumMode: wishes.minimumMode, minimumThreshold: wishes.minimumThreshold, catalog: wishes.catalog)
        try StateFolder.write(Data(configuration.utf8), to: state.configuration)
        return card
    }

    private static func signingKey(_ state: StateFolder) throws(Diagnostic) -> SigningKey {
        if FileManager.default.fileExists(atPath: state.signingKey) { return try SigningKey.read(file: state.signingKey) }
        let key = SigningKey()
        try key.write(file: state.signingKey)
        return key
    }
}
