extension Duration {
    /// The next of 10, 20, 50, 100, 200 and 500 milliseconds and of the whole seconds: what others see of how long it took to work on patients' data,
    /// so that times tell little of the data.
    public var quantised: Duration {
        let steps: [Duration] = [10, 20, 50, 100, 200, 500].map { .milliseconds($0) }
        if let step = steps.first(where: { $0 >= self }) { return step }
        let (seconds, rest) = components
        return .seconds(rest > 0 ? seconds + 1 : seconds)
    }
}
