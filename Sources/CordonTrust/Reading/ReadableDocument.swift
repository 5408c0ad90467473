import CordonValues

/// A document that people read before they sign, compare or install it.
public protocol ReadableDocument: KeyNamingDocument {
    var begins: Timestamp { get }
    /// Nil for what has no end.
    var ends: Timestamp? { get }
    /// Plain words, every key by its fingerprint.
    var lines: [String] { get }
}

extension Charter: ReadableDocument {
    public var begins: Timestamp { issued }
    public var ends: Timestamp? { validUntil }

    public var lines: [String] {
        let overlap = floors.overlapFactor > 1 ? ", times \(floors.overlapFactor) for people with several hospitals," : ""
        let modes = floors.modes.map(\.rawValue).joined(separator: ", ")
        let floors = "at least \(floors.threshold) patients a cell\(overlap) and \(floors.minimumHospitals) hospitals; modes \(modes)"
        return [
            "charter       \(network), version \(version), issued \(issued)",
            "catalog       \(catalog.name) \(catalog.version), \(catalog.hash)",
            "floors        \(floors)",
            "coordinator   \(coordinator.id), \(coordinator.name) (\(coordinator.jurisdiction)), \(coordinator.url)",
            "              \(coordinator.key.id)", "",
        ] + TextColumns.lines([["member", "where", "fingerprint", "name"]] + members.flatMap(Self.rows)) + readers
    }

    private var readers: [String] {
        guard !auditors.isEmpty else { return [] }
        return [""] + TextColumns.lines([["auditor", "where", "fingerprint"]] + auditors.map { [$0.name, $0.jurisdiction ?? "", $0.key.id.text] })
    }

    private static func rows(_ member: CharterMember) -> [[String]] {
        let before = member.previous.map { [["", "", $0.key.id.text, "the key before, until \($0.validUntil)"]] } ?? []
        return [[member.id, member.jurisdiction, member.key.id.text, member.name]] + before
    }
}

extension Permit: ReadableDocument {
    public var begins: Timestamp { validFrom }
    public var ends: Timestamp? { validUntil }

    public var lines: [String] {
        let researchers = researchers.map { [$0.name, $0.jurisdiction, $0.key.id.text, $0.member ?? ""] }
        let tables = tables.map { [$0.table, $0.columns == ["*"] ? "every column" : $0.columns.joined(separator: ", ")] }
        return [
            "permit        \(id), for the study \(study) of the network \(network)", "title         \(title)", "legal basis   \(legalBasis)",
            "valid from    \(validFrom)", "cells         \(cells)",
        ] + (disclosure.cells.map { ["budget        \($0) sets of patients"] } ?? []) + limits.lines.map { "limit         \($0)" } + seen + [""]
            + TextColumns.lines([["researcher", "where", "fingerprint", "hospital"]] + researchers) + identities + [""]
            + TextColumns.lines([["table", "columns"]] + tables)
    }

    private var identities: [String] {
        researchers.compactMap { researcher in
            researcher.oidc.map { "\(researcher.name) reads with tokens of \($0.issuer) for the subject \($0.subject)" }
        }
    }

    /// What questions see of rows and dates, where that is not all.
    private var seen: [String] {
        let filters = rows.filters.map { "rows          of \($0.table) only where \($0.condition.split(whereSeparator: \.isNewline).joined(separator: " "))" }
        return filters + (rows.dates == .day ? [] : ["dates         to the \(rows.dates.rawValue)"])
    }

    private var cells: String {
        let zeros = disclosure.protectsZeros ? "; those that describe nobody are hidden too" : ""
        let alone = disclosure.siteResults.isEmpty ? "" : "; \(disclosure.siteResults.joined(separator: ", ")) may be shown alone"
        let rounded = disclosure.rounding.map { "; rounded to multiples of \($0)" } ?? ""
        let apart = switch disclosure.combined {
            case .pairs: "; answers are compared in pairs alone"
            case .triples: ""
            case .all: "; all answers are combined\(mode == .merged ? ", so that the coordinator sees in which sets of answers patients are" : "")"
        }
        let outside = switch disclosure.outOfBounds {
            case nil: ""
            case .clip: "; values outside the catalog's bounds read as the bound"
            case .refuse: "; sums, means and spreads with a value outside the catalog's bounds are hidden"
        }
        return "of \(threshold) patients at least, mode \(mode.rawValue)\(zeros)\(alone)\(rounded)\(apart)\(outside)"
    }
}

extension PermitLimits {
    /// What is limited, one line each.
    public var lines: [String] {
        let hospitals = hospitals.map { ["may ask \($0.joined(separator: ", "))"] } ?? []
        let roster = minimumRoster.map { ["at least \($0) hospitals a question"] } ?? []
        return hospitals + roster + (questionsPerDay.map { ["\($0) questions a day of each researcher"] } ?? [])
    }
}

extension Revocations: ReadableDocument {
    public var begins: Timestamp { issued }
    public var ends: Timestamp? { nil }

    public var lines: [String] {
        let head = ["revocations   \(network), version \(version), issued \(issued)", ""]
        guard !isEmpty else { return head + ["nothing is revoked"] }
        let rows = permits.map { ["permit", $0.subject, $0.revoked.text, $0.reason] } + keys.map { ["key", $0.subject, $0.revoked.text, $0.reason] }
        return head + TextColumns.lines([["what", "which", "revoked", "reason"]] + rows)
    }
}
