import CordonAudit
import CordonTrust
import CordonValues
import CordonWire
import Foundation

/// What `cordon-coordinator init` asks for.
public struct CoordinatorIntroduction: Sendable {
    public var id: String
    public var name: String
    public var jurisdiction: String
    public var url: String
    public var listen: String
    /// The data authority's key, base64url; can be added to the configuration later.
    public var authority: String?
    /// One's own certificate and key as PEM files, instead of a self-signed one.
    public var certificateFile: String?
    public var privateKeyFile: String?

    public init(
        id: String, name: String, jurisdiction: String, url: String, listen: String = "0.0.0.0:8443", authority: String? = nil,
        certificateFile: String? = nil, privateKeyFile: String? = nil
    ) {
        self.id = id
        self.name = name
        self.jurisdiction = jurisdiction
        self.url = url
        self.listen = listen
        self.authority = authority
        self.certificateFile = certificateFile
        self.privateKeyFile = privateKeyFile
    }
}

/// Makes a coordinator's state directory: keys, certificate, configuration, card, database.
public struct StateDirectory: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Nothing that exists is overwritten; a directory that holds a configuration is refused.
    public func make(_ introduction: CoordinatorIntroduction, now: Date = Date()) throws(Diagnostic) -> Signed<CoordinatorCard> {
        let configurationFile = "\(path)/\(CoordinatorConfiguration.fileName)"
        guard !FileManager.default.fileExists(atPath: configurationFile) else {
            throw Diagnostic(.conflict, "'\(path)' is a coordinator's state directory already.", hint: "Choose another --state.")
        }
        try makeFolder()
        let key = SigningKey()
        let tls = try certificate(introduction, now)
        // Checked as the service will read it, before anything is written.
        let text = try configurationText(introduction, tls)
        let configuration = try CoordinatorConfiguration(yaml: Data(text.utf8), place: configurationFile, state: path)
        let card = try Signed.sign(
            CoordinatorCard(
                id: introduction.id, name: introduction.name, jurisdiction: introduction.jurisdiction, url: introduction.url,
                key: key.verifyingKey, tlsCertificate: tls.pinned, created: Timestamp(now)),
            by: key)
        try key.write(file: configuration.signingKeyFile)
        try configuration.auditLog().append(AuditEvent(.keyMade, [AuditField("key", key.verifyingKey.id.text)]))
        if let made = tls.made {
            try SecretFile.create(configuration.privateKeyFile, Data(made.keyPEM.utf8))
            try write(Data(made.certificatePEM.utf8), configuration.certificateFile)
        }
        try write(card.bytes, configuration.cardFile)
        try CoordinatorStore(file: configuration.databaseFile).close()
        try write(Data(text.utf8), configurationFile)
        return card
    }

    private func makeFolder() throws(Diagnostic) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Diagnostic(.storageFailed, "The state directory '\(path)' cannot be made.", hint: "Check the path and its permissions.")
        }
    }

    private func write(_ bytes: Data, _ file: String) throws(Diagnostic) {
        do { try bytes.write(to: URL(fileURLWithPath: file), options: [.atomic]) } catch {
            throw Diagnostic(.storageFailed, "'\(file)' cannot be written.", hint: "Check free space and permissions.")
        }
    }

    private struct Certificates {
        let certificate: String
        let key: String
        let pinned: String?
        let made: SelfSignedCertificate?
    }

    private func certificate(_ introduction: CoordinatorIntroduction, _ now: Date) throws(Diagnostic) -> Certificates {
        if let certificate = introduction.certificateFile, let key = introduction.privateKeyFile {
            return Certificates(
                certificate: absolute(certificate), key: absolute(key), pinned: nil, made: nil)
        }
        guard introduction.certificateFile == nil, introduction.privateKeyFile == nil else {
            throw Diagnostic(.usage, "A certificate needs its key, and a key its certificate.", hint: "Give both --certificate and --key.")
        }
        guard let host = URLComponents(string: introduction.url)?.host, !host.isEmpty else {
            throw Diagnostic(.usage, "'\(introduction.url)' is not a URL with a host.", hint: "Write https://host:port.")
        }
        let plain = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        let made = try SelfSignedCertificate(host: plain, now: now)
        return Certificates(certificate: "tls-certificate.pem", key: "tls-key.pem", pinned: made.digest, made: made)
    }

    private func absolute(_ file: String) -> String { URL(fileURLWithPath: file).standardizedFileURL.path }

    private func configurationText(_ introduction: CoordinatorIntroduction, _ tls: Certificates) throws(Diagnostic) -> String {
        let authority = introduction.authority.map { "authority: \(quoted($0))" }
            ?? "# The data authority's key; 'cordon authority init' prints it. Without it no charter is believed.\n# authority: "
        return """
            # Configuration of a Cordon coordinator. Unknown keys are errors.
            id: \(quoted(introduction.id))
            name: \(quoted(introduction.name))
            jurisdiction: \(quoted(introduction.jurisdiction))
            # What nodes and researchers connect to.
            url: \(quoted(introduction.url))
            # Where this process listens.
            listen: \(quoted(introduction.listen))
            \(authority)
            tls:
              certificate: \(quoted(tls.certificate))
              key: \(quoted(tls.key))
              # True when the certificate is self-signed and clients pin it.
              pinned: \(tls.pinned != nil)
            limits:
              # Unfinished questions of one researcher.
              questions_in_flight: 4
              # Seconds until a question is released with the hospitals that have answered.
              deadline: 120
              longest_deadline: 3600
              # Hospitals that must have answered; the charter's minimum always holds too.
              quorum: 1
              # Bytes of one sealed answer, and how many of more than 512 KiB are taken in at a time.
              envelope_bytes: \(WireLimits.envelope)
              large_bodies: 4
              # Seconds without a poll after which a node counts as offline.
              offline_after: 60
            # OpenID providers whose access tokens read results; permits say who is who. docs/network.md has the rest.
            # access_tokens:
            #   - {issuer: "https://login.example.org", audience: \(quoted(introduction.url))}
            log:
              level: info
              format: text

            """
    }

    /// A YAML double-quoted scalar.
    private func quoted(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\"\(escaped)\""
    }
}
