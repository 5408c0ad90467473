import CordonCatalog
import CordonTrust
import CordonValues

/// The commented configuration that `cordon-node init` writes. `nodes/config.yaml` is this text for an example hospital.
public enum ConfigurationTemplate {
    public static func text(_ identity: NodeIdentity, minimumMode: ReleaseMode, minimumThreshold: Int, catalog: String) -> String {
        """
        # Configuration of a Cordon hospital node. Read by cordon-node at every start; unknown keys are errors.
        # Paths are absolute, or relative to the folder that holds this file.

        node:
          # As in the member card and in the charter. A new id or jurisdiction needs a new card and a new charter.
          id: \(identity.id)
          name: \(quoted(identity.name))
          # Country or region code of this hospital.
          jurisdiction: \(quoted(identity.jurisdiction))

        # What this hospital demands beyond the charter and the permits. It can only ask for more, never for less.
        policy:
          # merged:     the coordinator sees this hospital's partial tables, sealed to it, and releases merged cells.
          # site-floor: this hospital runs disclosure control on its own table, and only what it could publish alone leaves.
          # secure:     the coordinator sees sums over hospitals only (not yet built).
          # A question whose permit allows less is refused.
          minimum_mode: \(minimumMode.rawValue)
          # A question whose permit has a smaller threshold of patients is refused.
          minimum_threshold: \(minimumThreshold)
          # allow: a permit may provide for results of this hospital alone. refuse: such a question is refused.
          site_results: refuse
          # allow: a permit may have all answers of a study combined. In the mode merged the coordinator then sees how many of this hospital's patients are in
          # which sets of all of them, which can be single patients. refuse: a question under such a permit of that mode is refused.
          atoms: refuse
          # What happens to a question that charter, permit and the lines here admit.
          # auto: it is answered. hold: a person sees it first (cordon-node requests, approve, reject). refuse: it is not answered.
          default: auto
          # The same for single studies.
          # studies: {cardiac-risk: hold, marketing: refuse}
          # How long a held question waits for a person before it is refused; never longer than the question's own deadline.
          hold_hours: 72
          # Tables, and columns of them, that are not read whatever a permit covers.
          # refuse_tables: [lab, patient.smoker]
          # Where cells of this hospital may go: jurisdictions of the coordinator and of who asks. US stands for US-CA too. Without this
          # line: anywhere.
          # cells_may_go_to: [FR, BE]
          # When questions are answered; at other times they are refused (outside-hours) and told when to come again. Questions that
          # a person approves are answered at any time. Without weekdays: every day.
          # hours: {time_zone: Europe/Paris, weekdays: [mon, tue, wed, thu, fri], from: "08:00", until: "18:00"}
          # Hospitals that a question has to ask at least.
          minimum_roster: 1
          # Of one researcher in one study, in 24 hours: questions, and seconds of computing after which no further one is taken.
          # questions_per_day: 50
          # computing_seconds_per_day: 600

        data:
          # A catalog that Cordon ships (\(Catalog.shippedNames.joined(separator: ", "))) or the path of the network's own
          # catalog file.
          catalog: \(quoted(catalog))
          # How this hospital's CSV files or SQLite file become the catalog's tables. Without this line and without that file, every
          # table and column is read by its name.
          mapping: mapping.yaml
          # Snapshots kept after a load, the newest ones.
          keep_snapshots: 3

        # What one question may take. Whatever limit it hits, outside it is only "not answered".
        limits:
          seconds: 300
          memory_mb: 512
          groups: 1000000
          # Questions that run at once (1 or 2), and questions that may wait; more are refused.
          jobs: 1
          queue: 16

        # The node only ever opens HTTPS connections to the coordinator that it is enrolled with. Nothing connects to the node.
        network:
          # 'none', or the proxy's address. Without this line HTTPS_PROXY and NO_PROXY of the environment apply.
          # proxy: http://proxy.hospital.example:3128
          # Further certificate authorities (PEM files), where a proxy inspects TLS.
          # ca_directory: /etc/cordon-node/ca

        """
    }

    /// As YAML reads it back; JSON's escapes are YAML's.
    private static func quoted(_ text: String) -> String {
        String(decoding: StrictJSON.string(text).written, as: UTF8.self)
    }
}
