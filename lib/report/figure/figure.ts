/**
 * The results of chart functions: Plotly figures with a name and a caption, pictures and tables.
 *
 * @module
 */
import type { Layout, Plot } from "nodeplotlib";

/** A chart as data. JupyterLab draws it with Plotly, `renderSvg` as a still picture. */
export interface Figure {
  /** Short name, for files: `roc`. */
  readonly name: string;
  /** What the chart shows and how to read it, in one to three sentences. */
  readonly caption: string;
  /** Plotly traces. */
  readonly data: Plot[];
  /** Plotly layout. */
  readonly layout: Layout;
}

/** A picture in pixels. */
export interface Picture {
  /** Short name, for files: `images`. */
  readonly name: string;
  /** What the picture shows and how to read it. */
  readonly caption: string;
  /** The file's bytes. */
  readonly png: Uint8Array;
}

/** A table in two forms. */
export interface HtmlTable {
  /** Short name, for files: `mvtec`. */
  readonly name: string;
  /** What the table shows and how to read it. */
  readonly caption: string;
  /** A fragment of a page; it loads nothing. */
  readonly html: string;
  /** The same content for places that show only text. */
  readonly text: string;
}

/** Size of charts in pixels: readable on a phone when scaled down, and beside each other. */
const SIZE = { width: 480, height: 380 } as const;

const AXIS = {
  showline: true,
  linecolor: "#808080",
  gridcolor: "#e4e4e4",
  zeroline: false,
  ticks: "outside",
} as const;

/**
 * The layout that all charts share.
 *
 * @param options.title Title of the whole chart.
 * @param options.x The horizontal axis: its title with the unit, and other options.
 * @param options.y The vertical axis, likewise.
 */
export function chartLayout(
  { title, x, y }: { title: string; x: AxisOptions; y: AxisOptions },
): Layout {
  const axis = ({ title, ...rest }: AxisOptions) => ({
    ...AXIS,
    title: { text: title },
    // 1, 2 and 5 of each power of ten: Plotly's own choice of all digits overlaps.
    ...(rest.type === "log" && !rest.tickvals ? { dtick: "D2" } : {}),
    ...rest,
  });
  return {
    ...SIZE,
    // At the top: in the middle of the margin it would overlap a legend of two rows.
    title: { text: title, yref: "container", y: 1, yanchor: "top", pad: { t: 12 } },
    font: { family: "sans-serif", size: 14, color: "#222222" },
    xaxis: axis(x),
    yaxis: axis(y),
    showlegend: true, // Plotly hides the name of a single trace
    legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom" },
    margin: { t: 84, r: 20, b: 60, l: 64 },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
  };
}

/** The options of an axis. */
export interface AxisOptions {
  readonly title: string;
  readonly type?: "linear" | "log";
  /** First and last value. Default: all data is visible. */
  readonly range?: [number, number];
  readonly rangemode?: "tozero";
  /** Positions of the ticks. Default: chosen by the data. */
  readonly tickvals?: number[];
  /** Labels of the ticks. Default: their values. */
  readonly ticktext?: string[];
  /** Whether Plotly makes room for long labels; a still picture always does. */
  readonly automargin?: boolean;
}
