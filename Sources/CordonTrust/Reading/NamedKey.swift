import CordonValues
import Foundation

/// A key with whose it is, as a document says.
public struct NamedKey: Sendable, Hashable {
    /// For people: "hospital basel".
    public let holder: String
    public let key: VerifyingKey
}

/// A document that says whose keys are whose.
public protocol KeyNamingDocument: TrustDocument {
    var namedKeys: [NamedKey] { get }
}

extension Charter {
    public var namedKeys: [NamedKey] {
        [NamedKey(holder: "coordinator \(coordinator.id)", key: coordinator.key)] + members.flatMap { member in
            [NamedKey(holder: "hospital \(member.id)", key: member.key)]
                + (member.previous.map { [NamedKey(holder: "hospital \(member.id), before", key: $0.key)] } ?? [])
        } + auditors.map { NamedKey(holder: "auditor \($0.name)", key: $0.key) }
    }
}

extension Permit {
    public var namedKeys: [NamedKey] { researchers.map { NamedKey(holder: "researcher \($0.name)", key: $0.key) } }
}

extension Revocations {
    public var namedKeys: [NamedKey] { [] }
}

extension MemberCard: KeyNamingDocument {
    public var namedKeys: [NamedKey] { [NamedKey(holder: "hospital \(id)", key: key)] }
}

extension CoordinatorCard: KeyNamingDocument {
    public var namedKeys: [NamedKey] { [NamedKey(holder: "coordinator \(id)", key: key)] }
}

extension ResearcherCard: KeyNamingDocument {
    public var namedKeys: [NamedKey] { [NamedKey(holder: "researcher \(name)", key: key)] }
}

extension NamedKey {
    /// The keys that a charter, a permit or a card names. It is not verified: it is for people who know where they have it from.
    public static func all(in bytes: Data) throws(Diagnostic) -> [NamedKey] {
        let readers: [(Data) -> [NamedKey]?] = [
            keys(Charter.self), keys(Permit.self), keys(MemberCard.self), keys(CoordinatorCard.self), keys(ResearcherCard.self),
        ]
        for reader in readers {
            if let keys = reader(bytes) { return keys }
        }
        throw Diagnostic(.documentInvalid, "This is no charter, no permit and no card.", hint: "Name a document that names the key.")
    }

    private static func keys<Document: KeyNamingDocument>(_: Document.Type) -> (Data) -> [NamedKey]? {
        { bytes in
            guard let unverified = try? UnverifiedJWS(bytes, type: Document.type), let json = try? StrictJSON.read(unverified.content),
                let document = try? Document(json: json)
            else { return nil }
            return document.namedKeys
        }
    }
}
