package org.openward.startup;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** Every {@code openward.*} setting that some department reads, found in the records that read them. */
final class KnownSettings {
    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<String> open = new TreeSet<>();
    private final List<Class<?>> records;

    private KnownSettings(List<Class<?>> records) {
        this.records = records;
        records.forEach(settings -> add(prefix(settings), settings));
    }

    /** Looks through all departments. */
    static KnownSettings ofAllDepartments() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return of(scanner.findCandidateComponents("org.openward").stream()
                .map(BeanDefinition::getBeanClassName)
                .flatMap(Stream::ofNullable)
                .<Class<?>>map(name -> ClassUtils.resolveClassName(name, null))
                .toList());
    }

    static KnownSettings of(List<Class<?>> records) {
        return new KnownSettings(records);
    }

    static String prefix(Class<?> settings) {
        return MergedAnnotations.from(settings)
                .get(ConfigurationProperties.class)
                .getString("prefix");
    }

    /** The records that the settings are read into. */
    List<Class<?>> records() {
        return records;
    }

    SortedSet<String> names() {
        return names;
    }

    /** The settings below which every name is allowed, such as one for each client program. */
    SortedSet<String> open() {
        return open;
    }

    /** Whether that is a setting, in any spelling that a file, the command line or the environment allows. */
    boolean contains(String name) {
        var plain = plain(name.replaceAll("\\[[^]]*]", ""));
        return names.stream().map(KnownSettings::plain).anyMatch(plain::equals)
                || open.stream().map(KnownSettings::plain).anyMatch(plain::startsWith);
    }

    /** The setting that was probably meant. */
    Optional<String> nearest(String name) {
        var plain = plain(name);
        return names.stream().min(Comparator.comparingInt(known -> distance(plain, plain(known))));
    }

    private static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }

    private static String plain(String name) {
        return name.chars()
                .filter(Character::isLetterOrDigit)
                .mapToObj(letter -> String.valueOf((char) Character.toLowerCase(letter)))
                .collect(Collectors.joining());
    }

    private void add(String prefix, Class<?> settings) {
        for (var component : settings.getRecordComponents()) {
            var name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            var nested = nested(component);
            if (Map.class.isAssignableFrom(component.getType())) {
                open.add(name);
            } else if (nested.isPresent()) {
                add(name, nested.get());
            } else {
                names.add(name);
            }
        }
    }

    private static Optional<Class<?>> nested(RecordComponent component) {
        Type type = component.getGenericType();
        if (Collection.class.isAssignableFrom(component.getType()) && type instanceof ParameterizedType list) {
            type = list.getActualTypeArguments()[0];
        }
        return type instanceof Class<?> nested && nested.isRecord() ? Optional.of(nested) : Optional.empty();
    }
}
