/// A policy in plain words, a sentence for each thing that it does.
struct PolicyText {
    let policy: NodePolicy
    let jurisdiction: String

    var lines: [String] { [standing] + studies + demands + borders + limits }

    private var standing: String {
        switch policy.standing {
        case .auto: "Questions that charter, permit and this policy admit are answered by themselves."
        case .hold: "Every question waits for a person (cordon-node requests), for \(policy.holdHours) hours at most."
        case .refuse: "Every question is refused, except in the studies named here."
        }
    }

    private var studies: [String] {
        policy.studies.sorted { $0.key < $1.key }.map { study, standing in
            switch standing {
            case .auto: "In the study '\(study)' questions are answered by themselves."
            case .hold: "In the study '\(study)' every question waits for a person, for \(policy.holdHours) hours at most."
            case .refuse: "In the study '\(study)' every question is refused."
            }
        }
    }

    private var demands: [String] {
        var lines = [
            "A permit allows the mode '\(policy.minimumMode.rawValue)' or a stricter one, and has a threshold of \(policy.minimumThreshold) "
                + "patients at least; questions under another are refused."
        ]
        lines.append(
            policy.allowsSiteResults
                ? "Results of this hospital alone are shown where a permit provides for them."
                : "Questions whose permit shows this hospital's results alone are refused.")
        lines.append(
            policy.allowsAtoms
                ? "The coordinator sees in which sets of answers patients are, without names or numbers of them, where a permit has all answers combined."
                : "Questions whose permit has all answers combined at the coordinator are refused.")
        if policy.minimumRoster > 1 { lines.append("Questions to fewer than \(policy.minimumRoster) hospitals are refused.") }
        if !policy.refusedTables.isEmpty {
            lines.append("Never read, whatever a permit covers: \(policy.refusedTables.map(\.text).joined(separator: ", ")).")
        }
        return lines
    }

    private var borders: [String] {
        guard let border = policy.cellsMayGoTo else { return ["Cells may go to coordinators and researchers anywhere."] }
        let own = border.contains(jurisdiction) ? "" : " This hospital itself is in \(jurisdiction)."
        return ["Cells go to coordinators and researchers in \(border.text) only.\(own)"]
    }

    private var limits: [String] {
        var lines: [String] = []
        if let hours = policy.hours {
            lines.append("Questions are answered \(hours.text) only; at other times they are refused, and those that a person approves are answered.")
        }
        if let questions = policy.questionsPerDay { lines.append("One researcher's questions in a study: \(questions) in 24 hours.") }
        if let seconds = policy.computingSecondsPerDay {
            lines.append("Computing for one researcher in a study: once it has taken \(seconds) s in 24 hours, further questions are refused.")
        }
        return lines
    }
}
