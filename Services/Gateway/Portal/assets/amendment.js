// Changes a dossier that was handed in: all of it before it is received, and what was asked for when a
// supplement is.
import { uploader } from "./documents.js";
import { checkAnswers, drawFields, forCase, readAnswers } from "./fields.js";
import { make } from "./page.js";
import { componentNotes } from "./procedures.js";
import { t } from "./texts.js";

/** Draws the form into two places; answers `{ content(form), faults(form) }`. */
export function amendment(dossier, procedure, units, places) {
    const items = dossier.status === 5 ? dossier.supplement.items : undefined;
    const fields = forCase(procedure.form, dossier.caseKey);
    const isFormOpen = !items || items.some(({ component }) => !component);
    const open = forCase(procedure.components, dossier.caseKey)
        .filter(({ key, kind }) => ["submit", "conditional"].includes(kind) && (!items || items.some(({ component }) => component === key)));
    const kept = new Map(dossier.components.map((component) => [component.key, component.documents]));
    const boxes = new Map(open.map(({ key, name }) => [key, uploader({ chosen: kept.get(key) ?? [], label: name })]));
    places.fields.replaceChildren(...(isFormOpen ? drawFields(fields, { answers: dossier.answers, units }) : []));
    places.components.replaceChildren(...open.map((component) => make("fieldset", { class: "field component" },
        make("legend", {}, component.name),
        ...(items ?? []).filter((item) => item.component === component.key).map((item) => make("p", { class: "notice care" }, item.content)),
        make("p", { class: "hint" }, componentNotes(component)), boxes.get(component.key).element)));
    const answers = (form) => isFormOpen ? readAnswers(form, fields) : dossier.answers;
    const documents = () => new Map([...kept, ...[...boxes].map(([key, box]) => [key, box.documents()])]);
    return {
        content: (form) => ({
            caseKey: dossier.caseKey, answers: answers(form),
            components: [...documents()].filter(([, list]) => list.length).map(([key, list]) => ({ key, documents: list.map(({ id }) => id) })),
        }),
        faults: (form) => [
            ...(isFormOpen ? checkAnswers(fields, answers(form)) : []),
            ...open.filter(({ key }) => boxes.get(key).isBusy()).map(({ key, name }) => ({ path: key, message: t("Đang tải lên: {name}. Vui lòng chờ tải xong, hoặc bỏ tệp đó.", { name }) })),
        ],
    };
}
