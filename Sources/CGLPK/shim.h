#ifndef CORDON_CGLPK_SHIM_H
#define CORDON_CGLPK_SHIM_H

#include <glpk.h>
#include <setjmp.h>

/*
 GLPK answers a misuse, and memory that runs out, by printing and abort(). Its manual (5.0, section 6.4, glp_error_hook) allows a hook to leave
 by longjmp, after which the only call that is allowed in the thread is glp_free_env. These functions do so: they return -1 where GLPK would
 have ended the process. Only frames of GLPK and of these functions are left behind, never one of Swift.

 GLPK's environment is thread-local: a problem must be used in the thread that made it.
*/

#define CORDON_GLP_BROKEN (-1)

static void cordon_glp_leave(void *place) { longjmp(*(jmp_buf *)place, 1); }

/* Rows and columns from 1, entries at 1...count. NULL where GLPK would have ended the process. */
static __attribute__((noinline, unused)) glp_prob *cordon_glp_problem(
    int rows, int columns, int count, const int *row, const int *column, const double *coefficient) {
    jmp_buf place;
    if (setjmp(place)) return (glp_prob *)0;
    glp_term_out(GLP_OFF);
    glp_error_hook(cordon_glp_leave, &place);
    glp_prob *problem = glp_create_prob();
    if (rows > 0) glp_add_rows(problem, rows);
    if (columns > 0) glp_add_cols(problem, columns);
    glp_load_matrix(problem, count, row, column, coefficient);
    glp_error_hook((void (*)(void *))0, (void *)0);
    return problem;
}

static __attribute__((noinline, unused)) int cordon_glp_simplex(glp_prob *problem, const glp_smcp *parameters) {
    jmp_buf place;
    if (setjmp(place)) return CORDON_GLP_BROKEN;
    glp_error_hook(cordon_glp_leave, &place);
    int result = glp_simplex(problem, parameters);
    glp_error_hook((void (*)(void *))0, (void *)0);
    return result;
}

/* When a search for whole numbers may stop: at an objective that is enough, or after so many nodes. */
typedef struct {
    double enough;
    int nodes;
    int most_nodes;
} cordon_glp_search;

static __attribute__((unused)) void cordon_glp_watch(glp_tree *tree, void *info) {
    cordon_glp_search *search = (cordon_glp_search *)info;
    if (glp_ios_reason(tree) == GLP_ISELECT && ++search->nodes > search->most_nodes) glp_ios_terminate(tree);
    if (glp_ios_reason(tree) == GLP_IBINGO) {
        glp_prob *problem = glp_ios_get_prob(tree);
        double found = glp_mip_obj_val(problem);
        if (glp_get_obj_dir(problem) == GLP_MIN ? found <= search->enough : found >= search->enough) glp_ios_terminate(tree);
    }
}

static __attribute__((noinline, unused)) int cordon_glp_intopt(glp_prob *problem, glp_iocp *parameters, cordon_glp_search *search) {
    jmp_buf place;
    if (setjmp(place)) return CORDON_GLP_BROKEN;
    parameters->cb_func = cordon_glp_watch;
    parameters->cb_info = search;
    glp_error_hook(cordon_glp_leave, &place);
    int result = glp_intopt(problem, parameters);
    glp_error_hook((void (*)(void *))0, (void *)0);
    return result;
}

#endif
