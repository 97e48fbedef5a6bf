// What looks wrong before an officer finds it: warnings, no bar.
import { fileSize } from "./documents.js";
import { t } from "./texts.js";

/** Sentences on what the answers and papers make doubtful. */
export const warningsOf = (fields, answers, papers) => [...identityWarnings(fields, answers), ...paperWarnings(papers)];

/** An identity number of 12 digits tells the year of birth and the sex (Decree 137/2015, article 7):
 *  each is compared with the fields beside it, `motherIdNumber` with `motherBirthYear`. */
function identityWarnings(fields, answers) {
    return fields.filter(({ type, key }) => type === "identityNumber" && /^\d{12}$/.test(answers[key] ?? "")).flatMap(({ key, label }) => {
        const stem = key.replace(/[iI]dNumber$/, "");
        const beside = (word) => answers[stem ? stem + word : word[0].toLowerCase() + word.slice(1)];
        const number = answers[key];
        const century = Number(number[3]);
        const year = 1900 + Math.floor(century / 2) * 100 + Number(number.slice(4, 6));
        const told = beside("BirthYear") ?? Number((beside("BirthDate") ?? "").slice(0, 4) || NaN);
        const sex = beside("Sex");
        return [
            told && told !== year && t("Năm sinh {told} không khớp với {label} (số này ứng với năm {year}).", { told, label: lower(label), year }),
            ["male", "female"].includes(sex) && (century % 2 === 0 ? "male" : "female") !== sex && t("Giới tính không khớp với {label}.", { label: lower(label) }),
        ].filter(Boolean);
    });
}

function paperWarnings(papers) {
    const today = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    const seen = new Map();
    return papers.flatMap(({ paper, component }) => {
        const twin = seen.get(paper.sha256);
        seen.set(paper.sha256, paper);
        return [
            (paper.isExpired || (paper.validTo && paper.validTo < today)) && t("{name} đã hết hạn ({component}).", { name: paper.fileName, component }),
            paper.comparison?.result === "differs" && t("{name} đã được đối chiếu là không khớp bản chính ({component}).", { name: paper.fileName, component }),
            paper.size < 3000 && t("{name} rất nhỏ ({size}); có thể ảnh trống hoặc không đọc được.", { name: paper.fileName, size: fileSize(paper.size) }),
            twin && t("{name} và {other} là cùng một tệp.", { name: paper.fileName, other: twin.fileName }),
        ].filter(Boolean);
    });
}

const lower = (label) => label[0].toLowerCase() + label.slice(1);
