// Pictures that the API draws.
import { make } from "./page.js";

/** An SVG of the API as a picture; as an image it can run nothing. */
export const picture = (svg, alt) =>
    make("img", { class: "qr", src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt });
