package org.openward.identity.pages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Something to fill in and send. */
record Form(String address, String button, List<String> fields) {
    static Form to(String address, String button) {
        return new Form(address, button, List.of());
    }

    /** @param completion what the browser may offer, such as {@code current-password} */
    Form password(String name, String label, String completion) {
        return with("<label>" + label + "<input type=\"password\" name=\"" + name + "\" required maxlength=\"200\""
                + " autocomplete=\"" + completion + "\"></label>");
    }

    Form text(String name, String label, String completion) {
        return with(
                "<label>" + label + "<input name=\"" + name + "\" required maxlength=\"200\" autocapitalize=\"none\""
                        + " autocomplete=\"" + completion + "\"></label>");
    }

    Form date(String name, String label, String completion) {
        return with("<label>" + label + "<input type=\"date\" name=\"" + name + "\" required autocomplete=\""
                + completion + "\"></label>");
    }

    /** One of several. */
    Form choice(String name, String label, Collection<String> among) {
        var options = among.stream()
                .map(each -> "<option>" + Page.escaped(each) + "</option>")
                .collect(Collectors.joining());
        return with("<label>" + label + "<select name=\"" + name + "\" required>" + options + "</select></label>");
    }

    Form hidden(String name, String value) {
        return with("<input type=\"hidden\" name=\"" + name + "\" value=\"" + Page.escaped(value) + "\">");
    }

    private Form with(String field) {
        var more = new ArrayList<>(fields);
        more.add(field);
        return new Form(address, button, List.copyOf(more));
    }

    String html(String csrf) {
        return "<form method=\"post\" action=\"" + address + "\">" + csrf + String.join("", fields) + "<button>"
                + button + "</button></form>";
    }
}
