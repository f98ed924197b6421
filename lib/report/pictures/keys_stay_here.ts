/**
 * Keeps the keys of a control from JupyterLab.
 *
 * @module
 */
import { Markup } from "../figure/markup.ts";

/**
 * An attribute of a control that can have the focus: without it JupyterLab takes arrow keys as its own,
 * to move between cells. Elsewhere it has no effect.
 */
export const KEYS_STAY_HERE: Markup = new Markup('data-lm-suppress-shortcuts="true"');
