/// A LIKE pattern: `%` stands for any text, `_` for one code point, a backslash takes the next character as it is.
public struct LikePattern: Sendable {
    private enum Step: Sendable {
        case exactly(Unicode.Scalar)
        case one
        case any
    }

    private let steps: [Step]
    private let ignoresCase: Bool

    /// Nil when the pattern ends with its escape character, which PostgreSQL refuses.
    public init?(_ pattern: String, ignoresCase: Bool) {
        var steps: [Step] = []
        var escaped = false
        for scalar in pattern.unicodeScalars {
            if escaped {
                steps.append(.exactly(ignoresCase ? CaseMapping.lower(scalar) : scalar))
                escaped = false
            } else if scalar == "\\" {
                escaped = true
            } else if scalar == "%" {
                if case .any? = steps.last { continue }
                steps.append(.any)
            } else {
                steps.append(scalar == "_" ? .one : .exactly(ignoresCase ? CaseMapping.lower(scalar) : scalar))
            }
        }
        guard !escaped else { return nil }
        self.steps = steps
        self.ignoresCase = ignoresCase
    }

    /// The pattern with `escape` as its escape character, in the spelling that the backslash escapes; an empty one stands for none.
    /// Nil for more than one character.
    static func escaped(_ pattern: String, by escape: String) -> String? {
        let escapes = Array(escape.unicodeScalars)
        guard escapes.count <= 1 else { return nil }
        if escapes.first == "\\" { return pattern }
        var result = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if scalar == escapes.first, !isEscaped {
                result.append("\\")
                isEscaped = true
                continue
            }
            if scalar == "\\", !isEscaped { result.append("\\") }
            result.append(scalar)
            isEscaped = false
        }
        return String(result)
    }

    /// Comparisons after which a match is given up: a second of work.
    private static let mostComparisons = 1 << 26

    /// Nil where long texts and patterns nearly match so often that it would take too long.
    ///
    /// Backtracks to the last `%` only, which is enough: an earlier one need never take more.
    public func matches(_ text: String) -> Bool? {
        let scalars = text.unicodeScalars
        var position = scalars.startIndex
        var step = 0
        var retry: (step: Int, position: String.UnicodeScalarView.Index)?
        var comparisons = 0
        while position < scalars.endIndex {
            comparisons += 1
            guard comparisons < Self.mostComparisons else { return nil }
            if step < steps.count, case .any = steps[step] {
                retry = (step + 1, position)
                step += 1
            } else if step < steps.count, accepts(scalars[position], at: step) {
                step += 1
                position = scalars.index(after: position)
            } else if let last = retry {
                position = scalars.index(after: last.position)
                retry = (last.step, position)
                step = last.step
            } else {
                return false
            }
        }
        return steps[step...].allSatisfy { if case .any = $0 { true } else { false } }
    }

    private func accepts(_ scalar: Unicode.Scalar, at step: Int) -> Bool {
        switch steps[step] {
        case .exactly(let wanted): wanted == (ignoresCase ? CaseMapping.lower(scalar) : scalar)
        case .one: true
        case .any: false
        }
    }
}
