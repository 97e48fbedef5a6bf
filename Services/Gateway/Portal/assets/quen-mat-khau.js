import { call } from "./api.js";
import { onSubmit } from "./forms.js";
import { find, show } from "./page.js";

const form = find("#form");

onSubmit(form, async (values) => {
    await call("POST", "password-resets", { body: values });
    form.hidden = true;
    show("#done");
});
