extension String {
    /// The text as a terminal or a log may show it: control characters and line separators, which could move the cursor or forge a
    /// line, are replaced.
    public var onOneLine: String {
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: scalars.append("\u{FFFD}")
            default: scalars.append(scalar)
            }
        }
        return String(scalars)
    }
}
