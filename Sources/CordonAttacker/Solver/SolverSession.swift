import CGLPK

/// GLPK as one thread uses it. Its environment is thread-local (5.0, `--enable-tls`, as Debian builds it), so a session and its programs
/// live and end within one synchronous call; two threads have two sessions and share nothing.
final class SolverSession {
    /// GLPK gave up inside a call: nothing of this session can be used any more.
    fileprivate(set) var isBroken = false

    /// Frees everything that GLPK still holds for this thread.
    deinit { glp_free_env() }
}

/// A linear programme over variables with bounds: rows are sums of columns. Numbers of rows and columns are from 0.
final class LinearProgram {
    enum Direction: Sendable { case minimise, maximise }

    enum Outcome: Sendable, Hashable {
        case optimal
        /// There is no solution, or none was found.
        case none
        case expired
    }

    private let session: SolverSession
    private let problem: OpaquePointer
    private let rows: Int
    private let columns: Int
    private var whole: Set<Int> = []
    private var objective: [Int] = []

    /// `entries` are (row, column, coefficient), no place twice. Nil when GLPK has no memory for it.
    init?(_ session: SolverSession, rows: Int, columns: Int, entries: [(row: Int, column: Int, coefficient: Double)]) {
        let isInRange = entries.allSatisfy { (0..<rows).contains($0.row) && (0..<columns).contains($0.column) }
        guard !session.isBroken, isInRange, rows < 100_000_000, columns < 100_000_000, entries.count < 500_000_000 else { return nil }
        // GLPK counts from 1; place 0 of each array is not read.
        let made = cordon_glp_problem(
            Int32(rows), Int32(columns), Int32(entries.count), [0] + entries.map { Int32($0.row + 1) },
            [0] + entries.map { Int32($0.column + 1) }, [0] + entries.map(\.coefficient))
        guard let made else {
            session.isBroken = true
            return nil
        }
        self.session = session
        problem = made
        (self.rows, self.columns) = (rows, columns)
    }

    deinit { if !session.isBroken { glp_delete_prob(problem) } }

    /// Nil stands for no bound.
    func setRow(_ row: Int, _ low: Double?, _ high: Double?) {
        guard !session.isBroken, (0..<rows).contains(row) else { return }
        glp_set_row_bnds(problem, Int32(row + 1), Self.kind(low, high), low ?? 0, high ?? 0)
    }

    func setColumn(_ column: Int, _ low: Double, _ high: Double) {
        guard !session.isBroken, (0..<columns).contains(column) else { return }
        glp_set_col_bnds(problem, Int32(column + 1), Self.kind(low, high), low, high)
    }

    private static func kind(_ low: Double?, _ high: Double?) -> Int32 {
        switch (low, high) {
        case (nil, nil): GLP_FR
        case (_, nil): GLP_LO
        case (nil, _): GLP_UP
        case (let low?, let high?): low < high ? GLP_DB : GLP_FX
        }
    }

    func setCost(_ column: Int, _ cost: Double) {
        guard !session.isBroken, (0..<columns).contains(column) else { return }
        glp_set_obj_coef(problem, Int32(column + 1), cost)
    }

    /// The objective is the sum of `terms`, and nothing else.
    func setObjective(_ terms: [(column: Int, cost: Double)]) {
        for column in objective { setCost(column, 0) }
        for term in terms { setCost(term.column, term.cost) }
        objective = terms.map(\.column)
    }

    /// Primal simplex, from the basis of the last call.
    func optimise(_ direction: Direction, _ effort: inout Effort) -> Outcome {
        guard !session.isBroken else { return .none }
        glp_set_obj_dir(problem, direction == .minimise ? GLP_MIN : GLP_MAX)
        let first = simplex(GLP_PRIMAL, &effort)
        if first == .optimal || first == .expired { return first }
        // A basis that became singular is no answer: once more from the beginning.
        guard !session.isBroken else { return .none }
        glp_std_basis(problem)
        return simplex(GLP_PRIMAL, &effort)
    }

    /// Dual simplex from the basis of the rows: where all costs are positive and all columns begin at 0, it has nothing to do but to mend the
    /// few rows that a change violates.
    func minimiseFromRows(_ effort: inout Effort) -> Outcome {
        guard !session.isBroken else { return .none }
        glp_set_obj_dir(problem, GLP_MIN)
        glp_std_basis(problem)
        return simplex(GLP_DUALP, &effort)
    }

    private func simplex(_ method: Int32, _ effort: inout Effort) -> Outcome {
        guard let milliseconds = effort.millisecondsLeft else { return .expired }
        var parameters = glp_smcp()
        glp_init_smcp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.meth = method
        parameters.tm_lim = milliseconds
        let before = glp_get_it_cnt(problem)
        let result = cordon_glp_simplex(problem, &parameters)
        guard result != -1 else {
            session.isBroken = true
            return .none
        }
        effort.spend(iterations: Int(glp_get_it_cnt(problem) &- before) + 1, size: rows + columns)
        if result == GLP_ETMLIM { return .expired }
        return result == 0 && glp_get_status(problem) == GLP_OPT ? .optimal : .none
    }

    /// After ``optimise(_:_:)`` was optimal: a solution in whole numbers, the best of those that a bounded search finds; it stops at the first
    /// whose objective is `enough`.
    func optimiseWhole(enough: Double, _ effort: inout Effort) -> Outcome {
        guard !session.isBroken, let milliseconds = effort.millisecondsLeft else { return .expired }
        for column in 0..<columns where whole.insert(column).inserted { glp_set_col_kind(problem, Int32(column + 1), GLP_IV) }
        var parameters = glp_iocp()
        glp_init_iocp(&parameters)
        parameters.msg_lev = GLP_MSG_OFF
        parameters.tm_lim = milliseconds
        parameters.br_tech = GLP_BR_MFV
        parameters.bt_tech = GLP_BT_DFS
        var search = cordon_glp_search(enough: enough, nodes: 0, most_nodes: mostNodes)
        let result = cordon_glp_intopt(problem, &parameters, &search)
        guard result != -1 else {
            session.isBroken = true
            return .none
        }
        effort.spend(iterations: 50 * Int(search.nodes) + 20, size: rows + columns)
        let status = glp_mip_status(problem)
        if status == GLP_OPT || status == GLP_FEAS { return .optimal }
        return result == GLP_ETMLIM ? .expired : .none
    }

    /// The larger the programme, the fewer, so that a search costs about as much as a few hundred solves of a small one.
    private var mostNodes: Int32 { Int32(min(400, 4_000_000 / max(1, rows * columns) + 4)) }

    var objectiveValue: Double { session.isBroken ? 0 : glp_get_obj_val(problem) }

    func value(_ column: Int) -> Double {
        guard !session.isBroken, (0..<columns).contains(column) else { return 0 }
        return glp_get_col_prim(problem, Int32(column + 1))
    }

    func wholeValue(_ column: Int) -> Double {
        guard !session.isBroken, (0..<columns).contains(column) else { return 0 }
        return glp_mip_col_val(problem, Int32(column + 1))
    }

    /// How much the optimum would change where the row's bound changed by one.
    func rowDual(_ row: Int) -> Double {
        guard !session.isBroken, (0..<rows).contains(row) else { return 0 }
        return glp_get_row_dual(problem, Int32(row + 1))
    }

    func columnDual(_ column: Int) -> Double {
        guard !session.isBroken, (0..<columns).contains(column) else { return 0 }
        return glp_get_col_dual(problem, Int32(column + 1))
    }

    var isBroken: Bool { session.isBroken }
}
