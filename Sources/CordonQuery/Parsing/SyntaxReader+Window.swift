import CordonValues

extension SyntaxReader {
    /// OVER (…) or a window of the WINDOW clause.
    mutating func window(_ fields: JSONNode, isDefinition: Bool = false) throws(Diagnostic) -> SyntaxWindow {
        var partition: [SyntaxExpression] = []
        for node in fields["partitionClause"]?.elements ?? [] { partition.append(try expression(node)) }
        var order: [SyntaxSort] = []
        for node in fields["orderClause"]?.elements ?? [] { order.append(try sort(node)) }
        let span = place(fields) ?? 0..<0
        // OVER w names the window itself, OVER (w …) begins with it; in WINDOW the name is that of the definition.
        let isNamed = !isDefinition && fields["partitionClause"] == nil && fields["orderClause"] == nil
        let base = fields["refname"]?.text ?? (isNamed ? fields["name"]?.text : nil)
        return SyntaxWindow(base: base, partition: partition, order: order, frame: try frame(fields), span: span)
    }

    /// The bits of PostgreSQL 15's `FRAMEOPTION_…` (nodes/parsenodes.h).
    private enum FrameBit {
        static let nonDefault = 0x1, range = 0x2, rows = 0x4, groups = 0x8
        static let startUnboundedPreceding = 0x20, endUnboundedPreceding = 0x40
        static let startUnboundedFollowing = 0x80, endUnboundedFollowing = 0x100
        static let startCurrentRow = 0x200, endCurrentRow = 0x400
        static let startPreceding = 0x800, endPreceding = 0x1000, startFollowing = 0x2000, endFollowing = 0x4000
        static let excludeCurrentRow = 0x8000, excludeGroup = 0x10000, excludeTies = 0x20000
    }

    private mutating func frame(_ fields: JSONNode) throws(Diagnostic) -> SyntaxFrame? {
        let bits = fields["frameOptions"]?.integer ?? 0
        guard bits & FrameBit.nonDefault != 0 else { return nil }
        let start = try optional(fields["startOffset"])
        let end = try optional(fields["endOffset"])
        let mode: FrameMode = bits & FrameBit.rows != 0 ? .rows : bits & FrameBit.groups != 0 ? .groups : .range
        let exclusion: FrameExclusion =
            bits & FrameBit.excludeCurrentRow != 0 ? .currentRow
            : bits & FrameBit.excludeGroup != 0 ? .group : bits & FrameBit.excludeTies != 0 ? .ties : .nothing
        let first: SyntaxFrameBound =
            if bits & FrameBit.startPreceding != 0, let start { .preceding(start) }
            else if bits & FrameBit.startFollowing != 0, let start { .following(start) }
            else if bits & FrameBit.startCurrentRow != 0 { .currentRow }
            else if bits & FrameBit.startUnboundedFollowing != 0 { .unboundedFollowing }
            else { .unboundedPreceding }
        let last: SyntaxFrameBound =
            if bits & FrameBit.endPreceding != 0, let end { .preceding(end) }
            else if bits & FrameBit.endFollowing != 0, let end { .following(end) }
            else if bits & FrameBit.endUnboundedFollowing != 0 { .unboundedFollowing }
            else if bits & FrameBit.endUnboundedPreceding != 0 { .unboundedPreceding }
            else { .currentRow }
        return SyntaxFrame(mode: mode, start: first, end: last, exclusion: exclusion)
    }
}
