import ArgumentParser
import CordonCoordinator
import Foundation

struct Initialise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a state directory: signing key, TLS certificate, configuration, coordinator card.",
        discussion: "Prints the card, which the data authority needs for the charter. Nothing that exists is overwritten.")

    @OptionGroup var place: StateOption
    @Option(help: "This coordinator's id: 1 to 63 of a-z, 0-9 and hyphens.") var id: String
    @Option(help: "Its name, for people.") var name: String
    @Option(help: "Its jurisdiction, for example CH or US-CA.") var jurisdiction: String
    @Option(help: "What nodes and researchers connect to: https://host[:port].") var url: String
    @Option(help: "Where to listen: host:port.") var listen: String = "0.0.0.0:8443"
    @Option(help: "The data authority's public key, or a file that holds it; it can be added to the configuration later.")
    var authority: String?
    @Option(help: "Your own TLS certificate chain (PEM), instead of a self-signed one.") var certificate: String?
    @Option(help: "The certificate's private key (PEM).") var key: String?

    func run() async throws {
        try await reporting {
            let card = try StateDirectory(place.state).make(
                CoordinatorIntroduction(
                    id: id, name: name, jurisdiction: jurisdiction, url: url, listen: listen, authority: authorityKey,
                    certificateFile: certificate, privateKeyFile: key))
            let configuration = try CoordinatorConfiguration(state: place.state)
            print("State directory \(place.state) is ready.")
            print("Card for the data authority: \(configuration.cardFile)")
            print("Key: \(card.document.key.text)")
            print("Fingerprint of the key, to compare with the data authority: \(card.document.key.id)")
            if let pin = card.document.tlsCertificate { print("TLS certificate (SHA-256, to pin): \(pin)") }
            if authority == nil { print("Next: add the authority's key to \(place.state)/\(CoordinatorConfiguration.fileName).") }
        }
    }

    /// The key itself, or the first word of the file of that name.
    private var authorityKey: String? {
        guard let authority, let bytes = FileManager.default.contents(atPath: authority) else { return authority }
        return String(decoding: bytes.prefix(1000), as: UTF8.self).split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }
}
