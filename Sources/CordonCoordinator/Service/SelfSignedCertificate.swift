import CordonTrust
import CordonValues
import Crypto
import Foundation
import NIOCore
import SwiftASN1
import X509

/// The TLS certificate that `init` makes when there is no other: P-256, ten years, for the host of the coordinator's URL. Clients
/// pin it by its digest.
struct SelfSignedCertificate {
    let certificatePEM: String
    let keyPEM: String
    /// SHA-256 of the DER bytes, hexadecimal.
    let digest: String

    init(host: String, now: Date = Date()) throws(Diagnostic) {
        do {
            let key = P256.Signing.PrivateKey()
            let issuer = Certificate.PrivateKey(key)
            let name = try DistinguishedName { CommonName(String(host.prefix(64))) }
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: issuer.publicKey,
                notValidBefore: now.addingTimeInterval(-86_400), notValidAfter: now.addingTimeInterval(3650 * 86_400),
                issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    try ExtendedKeyUsage([.serverAuth])
                    SubjectAlternativeNames(Self.names(host))
                },
                issuerPrivateKey: issuer)
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            digest = Hexadecimal.sha256(Data(serializer.serializedBytes))
            certificatePEM = try certificate.serializeAsPEM().pemString + "\n"
            keyPEM = key.pemRepresentation + "\n"
        } catch {
            throw Diagnostic(.internalFailure, "A TLS certificate could not be made.")
        }
    }

    /// The host, and this machine by its local names.
    private static func names(_ host: String) -> [GeneralName] {
        var names: [GeneralName] = ["localhost"].filter { $0 != host }.map { .dnsName($0) }
        names += ["127.0.0.1", "::1"].filter { $0 != host }.compactMap(address)
        return [address(host) ?? .dnsName(host)] + names
    }

    private static func address(_ text: String) -> GeneralName? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        switch address {
        case .v4(let address):
            return .ipAddress(ASN1OctetString(contentBytes: withUnsafeBytes(of: address.address.sin_addr) { Array($0)[...] }))
        case .v6(let address):
            return .ipAddress(ASN1OctetString(contentBytes: withUnsafeBytes(of: address.address.sin6_addr) { Array($0)[...] }))
        case .unixDomainSocket: return nil
        }
    }
}
