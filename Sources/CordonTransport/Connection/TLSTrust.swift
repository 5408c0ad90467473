import CordonValues
import Crypto
import Foundation
import NIOSSL

/// Whose certificates are believed.
public struct TLSTrust: Sendable, Hashable {
    /// PEM files, or folders of them, believed besides the system's own authorities: a hospital's TLS-inspecting proxy, for example.
    public let authorities: [String]
    /// SHA-256 of the DER bytes of the one server certificate that is accepted, hexadecimal. Nothing else is believed then.
    public let pinned: String?

    public init(authorities: [String] = [], pinned: String? = nil) {
        self.authorities = authorities
        self.pinned = pinned?.lowercased().filter { $0 != ":" }
    }

    /// Trust for ordinary certificates: the system's authorities and the extra ones.
    func publicConfiguration() throws(Diagnostic) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        let extra = try extraCertificates()
        if !extra.isEmpty { configuration.additionalTrustRoots = [.certificates(extra)] }
        return configuration
    }

    /// Trust for exactly this certificate, whatever name it carries: the pin says whose it is.
    static func pinnedConfiguration(_ certificate: NIOSSLCertificate) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = .certificates([certificate])
        configuration.certificateVerification = .noHostnameVerification
        return configuration
    }

    static func fingerprint(_ certificate: NIOSSLCertificate) -> String? {
        guard let bytes = try? certificate.toDERBytes() else { return nil }
        return Hexadecimal.encode(SHA256.hash(data: bytes))
    }

    private func extraCertificates() throws(Diagnostic) -> [NIOSSLCertificate] {
        var found: [NIOSSLCertificate] = []
        for path in authorities {
            for file in try Self.files(path) {
                guard let certificates = try? NIOSSLCertificate.fromPEMFile(file), !certificates.isEmpty else {
                    throw Diagnostic(
                        .fileUnreadable, "'\(file)' holds no certificate in PEM form.",
                        hint: "Put only certificate authorities in PEM form into the CA folder.")
                }
                found += certificates
            }
        }
        return found
    }

    private static func files(_ path: String) throws(Diagnostic) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Diagnostic(.fileUnreadable, "The certificate authority '\(path)' is not there.", hint: "Check the path.")
        }
        guard isFolder.boolValue else { return [path] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Diagnostic(.fileUnreadable, "The CA folder '\(path)' cannot be read.", hint: "Check its permissions.")
        }
        return names.filter { $0.hasSuffix(".pem") || $0.hasSuffix(".crt") }.sorted().map { "\(path)/\($0)" }
    }
}
