import Crypto
import CordonTrust
import CordonValues
import Foundation

/// The part of an envelope that is readable without a key. Until the signature is verified it is a claim.
public struct EnvelopeHeader: Sendable, Hashable {
    /// `cordone` and the version of the format.
    static let magic = Data("cordone".utf8) + [1]

    public let question: String
    public let node: String
    public let coordinator: String
    public let snapshot: String
    public let layout: String
    /// The node's key.
    public let signer: KeyIdentifier
    let rosterDigest: Data

    init(_ binding: EnvelopeBinding, signer: KeyIdentifier) throws(Diagnostic) {
        let names = [binding.node, binding.coordinator, binding.snapshot]
        let fits = names.allSatisfy { (1...255).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
        guard fits, Hexadecimal.isDigest(binding.question), Hexadecimal.isDigest(binding.layout) else {
            throw Diagnostic(.envelopeInvalid, "An envelope is bound to names or hashes that cannot be written.")
        }
        question = binding.question
        node = binding.node
        coordinator = binding.coordinator
        snapshot = binding.snapshot
        layout = binding.layout
        rosterDigest = binding.rosterDigest
        self.signer = signer
    }

    init(_ reader: inout EnvelopeReader) throws(Diagnostic) {
        guard try reader.bytes(7) == Self.magic.prefix(7) else { throw Diagnostic(.envelopeInvalid, "This is not an envelope.") }
        guard try reader.bytes(1) == Self.magic.suffix(1) else {
            throw Diagnostic(.versionUnsupported, "An envelope has another version than 1.", hint: "Update Cordon on both sides.")
        }
        question = Hexadecimal.encode(try reader.bytes(32))
        node = try reader.text()
        coordinator = try reader.text()
        rosterDigest = try reader.bytes(32)
        snapshot = try reader.text()
        layout = Hexadecimal.encode(try reader.bytes(32))
        signer = try KeyIdentifier(text: Base64URL.encode(reader.bytes(32)))
    }

    /// Everything before the encapsulated key. Both digests and the key id have been checked to be 32 bytes.
    var bytes: Data {
        var bytes = Self.magic
        bytes.append(Hexadecimal.decode(question) ?? Data())
        for text in [node, coordinator] { bytes.append(Self.sized(text)) }
        bytes.append(rosterDigest)
        bytes.append(Self.sized(snapshot))
        bytes.append(Hexadecimal.decode(layout) ?? Data())
        bytes.append(Base64URL.decode(signer.text) ?? Data())
        return bytes
    }

    private static func sized(_ text: String) -> Data {
        let bytes = Data(text.utf8)
        return Data([UInt8(truncatingIfNeeded: bytes.count)]) + bytes
    }

    func check(_ expected: EnvelopeBinding) throws(Diagnostic) {
        func demand(_ holds: Bool, _ what: String) throws(Diagnostic) {
            guard holds else { throw Diagnostic(.envelopeMisbound, "An envelope belongs to another \(what).") }
        }
        try demand(question == expected.question, "question")
        try demand(node == expected.node, "node")
        try demand(coordinator == expected.coordinator, "coordinator")
        try demand(rosterDigest == expected.rosterDigest, "roster")
        try demand(snapshot == expected.snapshot, "snapshot")
        try demand(layout == expected.layout, "layout")
    }

    /// HPKE's info (RFC 9180, section 5.1).
    var info: Data { Data("cordon-envelope-v1 info\n".utf8) + bytes }

    /// What authenticates one segment beside its content: the header, its index and whether it is the last.
    func authenticated(segment index: Int, isLast: Bool) -> Data {
        var bytes = Data("cordon-envelope-v1 segment\n".utf8)
        bytes.append(contentsOf: SHA256.hash(data: self.bytes))
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: index))
        bytes.append(isLast ? 1 : 0)
        return bytes
    }

    /// What the node signs.
    static func signed(_ envelope: Data) -> Data {
        Data("cordon-envelope-v1 signature\n".utf8) + Data(SHA256.hash(data: envelope))
    }
}
